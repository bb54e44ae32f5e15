"""Emails as staff read them: the plain part that patients get, without our mark for replies."""

from followup.messaging import mail_body
from followup.messaging.words import REPLY_MARKERS


def plain(markdown: str) -> str:
    """The words of an email's body; its source has asterisks, and the mark is for machines."""
    for marker in REPLY_MARKERS.values():
        markdown = markdown.removeprefix(marker)
    return mail_body.text(markdown).strip()
