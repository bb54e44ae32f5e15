"""Asks for work by the timetable: `python -m tasks.beat`.

An app of its own, without Celery's ties to Django and its command line: beat names tasks and never
runs one, so that it needs less than half of the memory.
"""

from celery import Celery
from django.conf import settings

from tasks.timetable import BROKER, SCHEDULE_FILE, TIMETABLE

app = Celery("followup", broker=settings.REDIS_URL, fixups=[])
app.conf.update(
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=BROKER,
    beat_schedule=TIMETABLE,
    beat_schedule_filename=SCHEDULE_FILE,
)

if __name__ == "__main__":
    app.Beat(loglevel="WARNING").run()
