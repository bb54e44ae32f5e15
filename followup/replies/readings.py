"""Which reading of a reply counts: a person's correction before the program's."""

from collections.abc import Iterable
from dataclasses import dataclass

from followup.replies.models import Reader, ReadingRecord, Reply


@dataclass(frozen=True, slots=True)
class Readings:
    """What the program read, what people made of it (the newest first), and what counts now."""

    program: ReadingRecord | None
    corrections: tuple[ReadingRecord, ...]
    counts: ReadingRecord | None

    @property
    def is_corrected(self) -> bool:
        """Whether what a person said stands."""
        return self.counts is not None and self.counts.reader == Reader.STAFF


def newest_readings(reply_ids: Iterable[int]) -> dict[int, ReadingRecord]:
    """The reading that counts of each reply, where there is one."""
    standing = ReadingRecord.objects.filter(reply__in=list(reply_ids), undone_at__isnull=True)
    newest = standing.order_by("reply", "-at", "-id").distinct("reply")
    return {reading.reply_id: reading for reading in newest}


def readings_of(*, reply: Reply) -> Readings:
    """Every reading of one reply, those that were taken back included."""
    rows = list(ReadingRecord.objects.filter(reply=reply).select_related("by", "undone_by"))
    return Readings(
        program=next((row for row in rows if row.reader == Reader.PROGRAM), None),
        corrections=tuple(row for row in rows if row.reader == Reader.STAFF),
        counts=next((row for row in rows if row.undone_at is None), None),
    )
