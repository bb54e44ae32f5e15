"""What a textbook would build: the Celery app of one task a message.

`celery -A followup.sandbox.bench.textbook worker`; the task itself is in textbook_task.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

from django.conf import settings

app: Any = Celery("textbook", broker=settings.REDIS_URL)
app.conf.update(
    imports=["followup.sandbox.bench.textbook_task"],
    task_ignore_result=True,
    worker_hijack_root_logger=False,
    task_default_queue="textbook-idle",
)
