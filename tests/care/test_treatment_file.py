"""Files as front desks really export them."""

import pytest

from followup.care.treatment_file import Record, UnreadableFile, records

HEADER = "visit_id,first_name,phone,consent_sms,treated_at,regions,condition"
ROW = "V-1,José,719-555-0101,yes,2026-03-02T08:30,knee,runner's knee"


def _read(content: str | bytes) -> list[Record]:
    return list(records(content.encode() if isinstance(content, str) else content))


def _names(content: str | bytes) -> list[str]:
    return [record.cells.get("first_name", "") for record in _read(content)]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n".encode(),
        f"{HEADER}\r\n{ROW}\r\n".encode(),
        f"{HEADER}\r{ROW}".encode(),
        f"{HEADER}\n{ROW}\n".encode("utf-8-sig"),
        f"{HEADER}\n{ROW}\n".encode("cp1252"),
        f"{HEADER}\n{ROW}\n".encode("utf-16"),
        f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"{HEADER}\n{ROW}\n".replace(",", "\t").encode(),
        f"sep=;\n{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"\n\n{HEADER}\n\n{ROW}\n,,,,,,\n".encode(),
        f"{HEADER.upper().replace('_', ' ')}\n{ROW}\n".encode(),
        f"{HEADER},insurance\n{ROW},Acme\n".encode(),
        f"{HEADER}\n{ROW},,,\n".encode(),
    ],
)
def test_the_same_row_comes_out_of_every_kind_of_export(content: bytes) -> None:
    (record,) = _read(content)
    assert record.damage == ""
    assert record.cells["first_name"] == "José"
    assert record.cells["regions"] == "knee"
    assert "insurance" not in record.cells


def test_one_broken_letter_does_not_spoil_the_accents_of_the_other_rows() -> None:
    content = f"{HEADER}\n{ROW}\n".encode() + ROW.encode("cp1252") + b"\n"
    assert _names(content) == ["José", "José"]


def test_each_row_knows_its_line() -> None:
    wrapped = ROW.replace("runner's knee", '"runner\'s\nknee"')
    rows = _read(f"{HEADER}\n{ROW}\n\n{wrapped}\n{ROW}\n")
    assert [row.line for row in rows] == [2, 4, 6]
    assert rows[1].cells["condition"] == "runner's knee"


def test_a_cell_may_hold_the_delimiter_in_quotation_marks() -> None:
    quoted = ROW.replace("knee,", '" knee;thigh, calf ",', 1)
    (row,) = _read(f"{HEADER}\n{quoted}\n")
    assert row.cells["regions"] == "knee;thigh, calf"


@pytest.mark.parametrize("broken", ['"José', 'José,"719'])
def test_a_quotation_mark_that_is_never_closed_costs_one_row(broken: str) -> None:
    bad = ROW.replace("José", broken)
    later = ROW.replace("knee,", '"knee",', 1)
    rows = _read("\n".join([HEADER, ROW, bad, ROW, later, *[ROW] * 300]))
    assert [row.line for row in rows if row.damage] == [3]
    assert len(rows) == 304


def test_a_stray_quotation_mark_within_a_cell_is_just_a_mark() -> None:
    stray = ROW.replace("José", 'Jo"sé')
    assert _names(f"{HEADER}\n{stray}\n{ROW}\n") == ['Jo"sé', "José"]


def test_a_row_with_too_many_cells_is_damaged_and_not_guessed_at() -> None:
    shifted, good = _read(f"{HEADER}\n{ROW.replace('José', 'Núñez, José')}\n{ROW}\n")
    assert "8 cells and the header 7" in shifted.damage
    assert good.damage == ""


def test_a_row_that_ends_early_has_empty_cells() -> None:
    (row,) = _read(f"{HEADER}\nV-1,José,719-555-0101,yes,2026-03-02T08:30,knee\n")
    assert row.cells["condition"] == ""


def test_characters_that_are_no_text_damage_their_row_only() -> None:
    bad = ROW.replace("José", "Jo\x00sé")
    rows = _read(f"{HEADER}\n{bad}\n{ROW}\n")
    assert "first_name" in rows[0].damage
    assert rows[1].damage == ""


def test_a_huge_cell_is_no_end_of_the_file() -> None:
    rows = _read(f"{HEADER}\n{ROW.replace('José', 'J' * 1_000_000)}\n{ROW}\n")
    assert [len(row.cells["first_name"]) for row in rows] == [1_000_000, 4]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest of a workbook", "save it as CSV"),
        (f"{ROW}\n{ROW}".encode(), "no column visit_id, first_name, treated_at, regions"),
        (HEADER.replace("treated_at", "when").encode(), "no column treated_at"),
        (HEADER.replace("phone", "fax").encode(), "no column phone or email"),
        (HEADER.replace("consent_sms", "x").encode(), "consent_sms or consent_email"),
        (f"{HEADER},phone".encode(), "phone more than once"),
        (b"\x00" * 500, "no text file"),
        (bytes(range(256)) * 9, "no text file"),
    ],
)
def test_a_file_without_rows_to_take_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        _read(content)


def test_a_header_alone_is_a_day_without_treatments() -> None:
    assert _read(HEADER) == []
