"""Every setting, from the environment, once; docs/settings.md tells what each is for."""

from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from followup.lib import env, log

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(__file__).resolve().parent

# The sandbox stands where Twilio and the mailbox would; its keys are public, so it texts nobody.
SANDBOX = env.flag("SANDBOX")
_SANDBOX_FIELD_KEY = "c2FuZGJveC1maWVsZC1rZXktbm90LWEtc2VjcmV0ISE="

SECRET_KEY = env.text("SECRET_KEY", "sandbox-secret-key-that-is-no-secret" if SANDBOX else "")
FIELD_KEYS = env.words("FIELD_KEYS", _SANDBOX_FIELD_KEY if SANDBOX else "")
INDEX_KEY = env.text("INDEX_KEY", "sandbox-index-key" if SANDBOX else "")
DEBUG = env.flag("DEBUG")

PUBLIC_BASE_URL = env.text("PUBLIC_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
_TLS = PUBLIC_BASE_URL.startswith("https://")

_database = conninfo_to_dict(env.text("DATABASE_URL", "postgresql:///followup"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.get("dbname") or "followup",
        "USER": _database.get("user") or "",
        "PASSWORD": _database.get("password") or "",
        "HOST": _database.get("host") or "",
        "PORT": str(_database.get("port") or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in limits live in the database too: with Redis away, staff still get in.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
TICK_SECONDS = env.number("TICK_SECONDS", 5)
RECOVER_SECONDS = env.number("RECOVER_SECONDS", 5)
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 60)
POLL_SECONDS = env.number("POLL_SECONDS", 300)

# The dispatch engine. Leases and waits live on the database's clock, never on the moved one.
CLAIM_BATCH = env.whole("CLAIM_BATCH", 400)
LEASE_SECONDS = env.number("LEASE_SECONDS", 20)
UNKNOWN_ASK_AFTER_SECONDS = env.number("UNKNOWN_ASK_AFTER_SECONDS", 60)
SMS_PER_SECOND = env.number("SMS_PER_SECOND", 1)
EMAILS_PER_SECOND = env.number("EMAILS_PER_SECOND", 10)

TWILIO_ACCOUNT_SID = env.text("TWILIO_ACCOUNT_SID")
TWILIO_AUTH_TOKEN = env.text("TWILIO_AUTH_TOKEN")
TWILIO_AUTH_TOKEN_OLD = env.text("TWILIO_AUTH_TOKEN_OLD")
TWILIO_API_KEY = env.text("TWILIO_API_KEY")
TWILIO_API_SECRET = env.text("TWILIO_API_SECRET")
TWILIO_API_URL = env.text("TWILIO_API_URL", "https://api.twilio.com").rstrip("/")
TWILIO_CONNECT_SECONDS = env.number("TWILIO_CONNECT_SECONDS", 5)
TWILIO_TOTAL_SECONDS = env.number("TWILIO_TOTAL_SECONDS", 15)

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.whole("SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_STARTTLS")
EMAIL_USE_SSL = env.flag("SMTP_TLS")
EMAIL_TIMEOUT = env.number("SMTP_SECONDS", 15)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "followup@localhost")
INBOUND_EMAIL_DOMAIN = env.text("INBOUND_EMAIL_DOMAIN", "reply.localhost")
ANYMAIL_API_KEY = env.text("ANYMAIL_API_KEY")
ANYMAIL_WEBHOOK_SECRET = env.text("ANYMAIL_WEBHOOK_SECRET")
ANYMAIL = {
    "WEBHOOK_SECRET": ANYMAIL_WEBHOOK_SECRET,
    **{
        f"{provider}_{name}": ANYMAIL_API_KEY
        for provider, name in (
            ("POSTMARK", "SERVER_TOKEN"),
            ("MAILGUN", "API_KEY"),
            ("RESEND", "API_KEY"),
            ("BREVO", "API_KEY"),
            ("MAILERSEND", "API_TOKEN"),
        )
        if ANYMAIL_API_KEY
    },
}

# Who may read the metrics from elsewhere, and who is told each minute that all is well.
METRICS_TOKEN = env.text("METRICS_TOKEN")
DEADMAN_URL = env.text("DEADMAN_URL")

PHOTO_ROOT = Path(env.text("PHOTO_ROOT", str(ROOT / "var" / "photos")))
PHOTO_MAX_BYTES = env.whole("PHOTO_MAX_BYTES", 10_000_000)
# An uploaded file of treatments stays in memory and is stored encrypted, never written to a disk.
FILE_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES = env.whole("IMPORT_MAX_BYTES", 40_000_000)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
IMPORT_KEEP_DAYS = env.whole("IMPORT_KEEP_DAYS", 14)
_SHIPPED = ROOT / "templates", PACKAGE / "shipped_templates"
TEMPLATES_DIR = next((folder for folder in _SHIPPED if folder.is_dir()), _SHIPPED[0])

INSTALLED_APPS = [
    "followup.clinic",
    "followup.care",
    "followup.messaging",
    "followup.replies",
    "followup.reports",
    "followup.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_htmx",
    "django_structlog",
    "template_partials",
]
if SANDBOX:
    INSTALLED_APPS.append("followup.sandbox")

MIDDLEWARE = [
    "followup.messaging.doors.Doors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Before sign-in as the browser asks; afterwards the gate reads in the language of the person.
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "followup.web.gate.Gate",
]

ROOT_URLCONF = "followup.urls"
WSGI_APPLICATION = "followup.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "followup.web.languages.of_pages",
                "followup.web.nav.links",
            ],
        },
    }
]

AUTH_USER_MODEL = "clinic.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validators = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validators}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validators}.CommonPasswordValidator"},
    {"NAME": f"{_validators}.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "followup.web.accounts.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
# Whose address is behind the proxies: sign-in limits count by it, the audit log keeps it.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("PROXIES_IN_FRONT", 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Followup"

SESSION_COOKIE_AGE = env.whole("SESSION_MINUTES", 12 * 60) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SESSION_COOKIE_HTTPONLY = True
# TLS ends at the proxy in front; webhooks are checked against PUBLIC_BASE_URL, not this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = False  # the proxy does
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # asks for the line above
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "followup.web.errors.refused"
_self = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _self,
        "style-src": _self,
        "img-src": [*_self, "data:"],
        "font-src": _self,
        "connect-src": _self,
        "manifest-src": _self,
        "form-action": _self,
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# An email with photos, whose sender is checked before its body is read (Postmark sends up to 35 MB
# and half as much again in base64); Twilio's doors look at the length first.
DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000_000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(ROOT / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if not SANDBOX:
    STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
WHITENOISE_USE_FINDERS = SANDBOX

LOGGING = log.configure(
    level=env.text("LOG_LEVEL", "INFO"), pretty=env.flag("LOG_PRETTY", default=False)
)
