"""Work in the background: `celery -A tasks worker` does it, `python -m tasks.beat` asks for it.

Nothing is imported here: beat needs the timetable and not the whole program.
"""
