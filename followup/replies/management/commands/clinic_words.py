"""`followup clinic-words`: a clinic's own words for the reader, shown, tried and published."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.clinic.management.choosing import chosen_clinic
from followup.clinic.models import Clinic, Language
from followup.lib import clock
from followup.replies import vocabularies
from followup.replies.evaluation import answer
from followup.replies.reader.extension import VocabularyError
from followup.replies.word_effect import effect_of


class Command(BaseCommand):
    help = "Show a clinic's own words for the reader, try a file of them, or publish it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", default="", help="slug; needed where there are several")
        parser.add_argument("--language", choices=Language.values, default=Language.EN)
        doing = parser.add_mutually_exclusive_group()
        doing.add_argument("--check", metavar="FILE", help="say what it would change; - is stdin")
        doing.add_argument("--publish", metavar="FILE", help="check it and use it from now on")
        doing.add_argument("--withdraw", action="store_true", help="use the shipped words alone")
        doing.add_argument("--try", dest="tried", metavar="REPLY", help="read one reply with them")

    def handle(self, *_args: object, **options: Any) -> None:
        clinic, language = chosen_clinic(options["clinic"]), options["language"]
        try:
            if options["tried"] is not None:
                self._try(clinic, language, options["tried"])
            elif name := options["check"] or options["publish"]:
                self._load(clinic, language, _text(name), is_published=bool(options["publish"]))
            elif options["withdraw"]:
                vocabularies.publish(clinic=clinic, language=language, text="", at=clock.now())
                self.stdout.write("Withdrawn. Replies are read with the shipped words alone.")
            else:
                self._show(clinic)
        except VocabularyError as error:
            raise CommandError(f"{error} Nothing was changed.") from error

    def _load(self, clinic: Clinic, language: str, text: str, *, is_published: bool) -> None:
        extension = vocabularies.check(text=text, language=language)
        self.stdout.write(f"{extension.phrases} phrases, {len(extension.examples)} examples: fine.")
        for line in effect_of(extension, language=language):
            self.stdout.write(line)
        if is_published:
            vocabularies.publish(clinic=clinic, language=language, text=text, at=clock.now())
            self.stdout.write("Published: used from the next reply on.")

    def _try(self, clinic: Clinic, language: str, reply: str) -> None:
        known = vocabularies.lexicon_for(clinic.pk)
        found = answer({"text": reply, "lang": language, "asked": "soreness"}, extended=known)
        self.stdout.write(f"{found['triage']}: {'; '.join(map(str, _list(found['reasons'])))}")

    def _show(self, clinic: Clinic) -> None:
        rows = vocabularies.published(clinic.pk)
        for row in rows:
            self.stdout.write(f"# {row.language}, published {row.published_at:%Y-%m-%d %H:%M} UTC")
            self.stdout.write(row.text)
        if not rows:
            self.stdout.write("No words of its own: replies are read with the shipped ones.")


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}.") from error


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
