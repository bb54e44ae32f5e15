"""What gunicorn serves; all of it is loaded here, before gunicorn forks."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from followup.lib import later, memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
application = get_wsgi_application()
resolve("/")  # the first address to be looked up loads all views
later.prepare()
memory.settle()
