"""What the sandbox is told by its environment, read once."""

from collections.abc import Mapping
from dataclasses import dataclass

TOY_ACCOUNT = "AC" + "0" * 31 + "1"
TOY_TOKEN = "sandbox-auth-token"  # noqa: S105 - a double has no secrets; the demo shows this one


@dataclass(frozen=True, kw_only=True)
class Config:
    """Addresses, credentials and manners of one sandbox."""

    http: tuple[str, int] = ("127.0.0.1", 8026)
    smtp: tuple[str, int] = ("127.0.0.1", 8025)
    journal: str | None = None
    account_sid: str = TOY_ACCOUNT
    auth_token: str = TOY_TOKEN
    api_keys: frozenset[tuple[str, str]] = frozenset()
    numbers: tuple[str, ...] = ()
    inbound_url: str = ""
    email_inbound_url: str = "http://127.0.0.1:8000/anymail/postmark/inbound/"
    email_tracking_url: str = "http://127.0.0.1:8000/anymail/postmark/tracking/"
    email_secret: str = ""
    receipts: str = "auto"
    opt_out: str = "provider"
    pace: float = 0.05
    quiet: bool = False
    phonebook: str | None = None
    next_due_url: str = ""
    url: str = "http://127.0.0.1:8026"
    time_zone: str = "America/Denver"


def from_env(*, env: Mapping[str, str]) -> Config:
    """Read the SANDBOX_ variables; each has a default that suits one machine."""
    host, port = _address(env.get("SANDBOX_HTTP") or "127.0.0.1:8026")
    mail_url = env.get("SANDBOX_EMAIL_INBOUND_URL") or Config.email_inbound_url
    return Config(
        http=(host, port),
        smtp=_address(env.get("SANDBOX_SMTP") or "127.0.0.1:8025"),
        journal=env.get("SANDBOX_JOURNAL") or None,
        account_sid=env.get("SANDBOX_ACCOUNT_SID") or TOY_ACCOUNT,
        auth_token=env.get("SANDBOX_AUTH_TOKEN") or TOY_TOKEN,
        api_keys=frozenset(_pair(key) for key in _words(env.get("SANDBOX_API_KEYS", ""))),
        numbers=tuple(_words(env.get("SANDBOX_NUMBERS", ""))),
        inbound_url=env.get("SANDBOX_INBOUND_URL", ""),
        email_inbound_url=mail_url,
        email_tracking_url=env.get("SANDBOX_EMAIL_TRACKING_URL")
        or mail_url.replace("/inbound/", "/tracking/"),
        email_secret=env.get("ANYMAIL_WEBHOOK_SECRET", ""),
        receipts=env.get("SANDBOX_RECEIPTS") or "auto",
        opt_out=env.get("SANDBOX_OPT_OUT") or "provider",
        pace=float(env.get("SANDBOX_PACE") or 0.05),
        quiet=env.get("SANDBOX_QUIET", "") not in ("", "0"),
        phonebook=env.get("SANDBOX_PHONEBOOK") or None,
        next_due_url=env.get("SANDBOX_NEXT_DUE_URL", ""),
        time_zone=env.get("SANDBOX_TIME_ZONE") or "America/Denver",
        url=(env.get("SANDBOX_URL") or f"http://{host}:{port}").rstrip("/"),
    )


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host or "127.0.0.1", int(port)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _pair(text: str) -> tuple[str, str]:
    key, _, secret = text.partition(":")
    return key, secret
