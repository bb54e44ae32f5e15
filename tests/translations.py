"""Gathers every word that staff read, keeps followup/locale in step with it, and compiles it.

    python -m tests.translations

`make messages` runs it: new words are added to the catalogs untranslated, old ones leave, and
each .mo is compiled anew. It is plain Python, so that no gettext tools have to be installed.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "followup"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("es",)
# The phones of the demo are no page of staff.
_LEFT_OUT = {"sandbox", "migrations"}
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": asks for name, asks in DEFAULT_KEYWORDS.items()},
}
# Fixed, so that compiling the same words twice gives the same file.
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    """Bring each catalog in step with the source, and say what is missing."""
    there = gathered()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(there, no_fuzzy_matching=True)
        source(language).parent.mkdir(parents=True, exist_ok=True)
        source(language).write_bytes(written(catalog))
        compiled(language).write_bytes(in_machine_form(catalog))
        missing = untranslated(catalog)
        print(f"{language}: {len(catalog)} entries, {len(missing)} without a translation")
    return 0


def gathered() -> Catalog:
    """Every word in Python and templates that is marked for translation."""
    catalog = Catalog()
    for path in _files():
        place = str(path.relative_to(PACKAGE.parent))
        for _, words, comments, context in extract(
            "python", BytesIO(_as_python(path).encode()), _KEYWORDS, ("Translators:",)
        ):
            catalog.add(words, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def read(language: str) -> Catalog:
    """The catalog as it is kept; an empty one for a language that begins."""
    path = source(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False, charset="utf-8")
    with path.open("rb") as kept:
        return read_po(kept, locale=language, charset="utf-8")


def written(catalog: Catalog) -> bytes:
    """As a .po file, without line numbers: two people who add words seldom meet."""
    catalog.project, catalog.version = "Followup", "1"
    catalog.creation_date = catalog.revision_date = _EPOCH
    catalog.header_comment = "# What staff read, in their language. See docs/translating.md."
    catalog.fuzzy = False
    file = BytesIO()
    write_po(file, catalog, width=98, ignore_obsolete=True, include_lineno=False, sort_output=True)
    return file.getvalue()


def in_machine_form(catalog: Catalog) -> bytes:
    """As a .mo file, which is what Django reads."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """What staff would read in English."""
    entries = [message for message in catalog if message.id]
    return [str(each.id) for each in entries if not _is_whole(each.string)]


def source(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def compiled(language: str) -> Path:
    return source(language).with_suffix(".mo")


def _is_whole(words: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(words) if isinstance(words, tuple | list) else bool(words)


def _files() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not _LEFT_OUT & set(path.parts):
            yield path


def _as_python(path: Path) -> str:
    """A template as calls of gettext; its own lines may begin anywhere."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    calls = templatize(text, origin=str(path))
    return "\n".join(line.lstrip() for line in calls.splitlines())


if __name__ == "__main__":
    sys.exit(main())
