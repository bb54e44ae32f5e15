"""The bare view by itself, without any middleware: `gunicorn followup.sandbox.bench.bare`."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
django.setup()
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "followup.sandbox.bench.bare_view"
application = WSGIHandler()
