"""Reads a file of treatments as front desks export them: any encoding, any delimiter, any damage.

A record that is damaged costs itself and no other: a quotation mark that is never closed would
otherwise swallow the rest of the file.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

REQUIRED = ("visit_id", "first_name", "treated_at", "regions")
# Of each of these at least one, since without it nobody could be reached.
ONE_OF = (("phone", "email"), ("consent_sms", "consent_email"))
KNOWN = frozenset(
    "visit_id patient_id first_name last_name phone email language time_zone anticoagulant"
    " consent_sms consent_email consent_at treated_at regions muscles therapist condition estim"
    " visit_number series_length next_visit_at".split()
)
MOST_BYTES = 200_000_000
# A cell with line breaks in it is rare, and never longer than this.
_MOST_LINES = 100
_DELIMITERS = ",;\t|"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UNCLOSED = "A quotation mark is opened and never closed. Close it, or delete it."
_EXCEL_SAYS = re.compile(r"sep=(.)\s*$", re.IGNORECASE)


class UnreadableFile(ValueError):
    """A file from which no row can be taken; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: the line on which it begins, its cells, or what is wrong with it."""

    line: int
    cells: tuple[str, ...] = ()
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What the first row calls the columns, in its own words, and the rows that are not blank."""

    names: tuple[str, ...]
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line on which it begins, its cells by column, or what is wrong with it."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    damage: str = ""


def table(content: bytes) -> Table:
    """The file, whatever its columns are called. Raises UnreadableFile before the first row."""
    csv.field_size_limit(max(csv.field_size_limit(), len(content) + 1))
    lines = [_decoded(line) for line in _as_utf8(content).splitlines(keepends=True)]
    start, delimiter = _begin(lines)
    taken, header = next(_rows(lines, start, delimiter), (1, []))
    names = tuple(" ".join(cell.split()) for cell in header)
    return Table(names, _table_rows(lines, start + taken, delimiter, len(names)))


def records(content: bytes) -> Iterator[Record]:
    """Every row of a file whose columns bear our names. Raises UnreadableFile likewise."""
    found = table(content)
    columns = _columns(found.names)
    return (record(row, columns) for row in found.rows)


def record(row: Row, columns: Sequence[str]) -> Record:
    """The cells of a row under the columns that we know; an empty name leaves a cell out."""
    if row.damage:
        return Record(row.line, damage=row.damage)
    kept = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name}
    bad = [name for name, cell in kept.items() if "\x00" in cell or "\ufffd" in cell]
    if bad:
        return Record(
            row.line,
            damage=f"{', '.join(bad)}: there are characters that are no text. "
            "Delete them, or export the file again as UTF-8.",
        )
    return Record(row.line, {name: " ".join(cell.split()) for name, cell in kept.items()})


def plain_name(cell: str) -> str:
    """A column's name without the case and the blanks that differ between exports."""
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())


def _as_utf8(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it and import the parts."
        )
    if content.startswith(_WORKBOOKS):
        raise UnreadableFile(
            "This is a workbook, not a text file. In Excel: save it as CSV UTF-8, then import that."
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace").encode()
    return content.removeprefix(codecs.BOM_UTF8)


def _decoded(line: bytes) -> str:
    """Each line by itself, so that one broken letter does not spoil the accents of the rest."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        # What Excel on Windows writes when nobody asked for UTF-8.
        return line.decode("cp1252", errors="replace")


def _begin(lines: list[str]) -> tuple[int, str]:
    """Where the header stands, and what stands between its columns."""
    for number, line in enumerate(lines):
        if said := _EXCEL_SAYS.match(line):
            return number + 1, said[1]
        if "\x00" in line:
            raise UnreadableFile(
                "This is no text file. Export the day's treatments as CSV, then import that."
            )
        if line.strip():
            return number, max(_DELIMITERS, key=lambda mark: _looks_right(line, mark))
    raise UnreadableFile("The file is empty. Export the day's treatments again.")


def _looks_right(line: str, mark: str) -> tuple[int, int]:
    """How many names we know where the header is cut so, then how many there are at all."""
    cells = next(csv.reader([line], delimiter=mark), [])
    return sum(plain_name(cell) in KNOWN for cell in cells), len(cells)


def _columns(header: Sequence[str]) -> list[str]:
    names = [plain_name(cell) for cell in header]
    missing = [name for name in REQUIRED if name not in names]
    missing += [" or ".join(names_of) for names_of in ONE_OF if not set(names_of) & set(names)]
    if missing:
        raise UnreadableFile(
            f"The file has no column {', '.join(missing)}. "
            f"Its first row must name the columns; it reads: {', '.join(names)[:200]}."
        )
    twice = sorted({name for name in names if name in KNOWN and names.count(name) > 1})
    if twice:
        raise UnreadableFile(
            f"The file has the column {', '.join(twice)} more than once. Keep the right one."
        )
    return [name if name in KNOWN else "" for name in names]


def _table_rows(lines: list[str], start: int, delimiter: str, width: int) -> Iterator[Row]:
    at = start
    while at < len(lines):
        taken, cells = next(_rows(lines, at, delimiter), (1, []))
        if taken > 1 and _swallows(lines[at + 1 : at + taken], cells, delimiter, width):
            taken = 1
            yield Row(at + 1, damage=_UNCLOSED)
        elif any(cell.strip() for cell in cells):
            yield _row(at + 1, cells, width)
        at += taken


def _swallows(further: list[str], cells: list[str], delimiter: str, width: int) -> bool:
    """Whether the lines that a quotation mark drew into a row are rows of their own."""
    if len(cells) != width:
        return True
    return any(len(next(csv.reader([line], delimiter=delimiter), [])) == width for line in further)


def _rows(lines: list[str], at: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The row that begins on a line, with the number of lines that it takes."""
    reader = csv.reader(lines[at : at + _MOST_LINES], delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        return


def _row(line: int, cells: list[str], width: int) -> Row:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return Row(
            line,
            damage=f"The row has {len(cells)} cells and the header {width}. "
            "Put text that holds the delimiter into quotation marks.",
        )
    return Row(line, tuple([*cells, *[""] * width][:width]))
