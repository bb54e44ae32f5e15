"""followup rotate-keys: everything encrypted, anew under the newest of FIELD_KEYS."""

from django.conf import settings
from django.core.management.base import BaseCommand

from followup.lib import rotation


class Command(BaseCommand):
    help = "Write everything that is encrypted anew under the first key of FIELD_KEYS."

    def handle(self, *_args: object, **_options: object) -> None:
        for column in rotation.columns():
            count = rotation.rotate(column)
            self.stdout.write(
                f"{column.table}.{column.name}: {count} under an older key, rewritten"
            )
        count = rotation.rotate_files(settings.PHOTO_ROOT)
        self.stdout.write(f"photos: {count} under an older key, rewritten")
        self.stdout.write("Done. FIELD_KEYS may now be cut down to its first key.")
