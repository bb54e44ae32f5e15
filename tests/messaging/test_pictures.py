"""What a phone sent becomes a plain picture, or a reason why not."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from followup.messaging.pictures import NotAPicture, redrawn

MAKE, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    drawn = BytesIO()
    Image.new(mode, size, 120 if mode in "LP" else "purple").save(drawn, kind)
    return drawn.getvalue()


def with_notes() -> bytes:
    drawn, notes = BytesIO(), Image.Exif()
    notes[MAKE], notes[ORIENTATION] = "SecretPhone", 6
    notes.get_ifd(GPS)[2] = (39.0, 44.0, 0.0)
    Image.new("RGB", (40, 20), "purple").save(drawn, "JPEG", exif=notes, comment=b"SecretComment")
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_browsers_show_becomes_a_jpeg(kind: str) -> None:
    with Image.open(BytesIO(redrawn(picture(kind)))) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (40, 20))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1"])
def test_every_kind_of_colour_is_drawn(mode: str) -> None:
    drawn = BytesIO()
    Image.new(mode, (4, 4)).save(drawn, "PNG")
    assert redrawn(drawn.getvalue())[:2] == b"\xff\xd8"


def test_neither_place_nor_phone_nor_comment_survives_and_it_stands_upright() -> None:
    before = with_notes()
    assert b"SecretPhone" in before
    after = redrawn(before)
    assert b"Secret" not in after
    with Image.open(BytesIO(after)) as drawn:
        assert not drawn.getexif()
        assert drawn.size == (20, 40)


def test_a_huge_picture_is_made_smaller() -> None:
    with Image.open(BytesIO(redrawn(picture("PNG", (6000, 3000))))) as drawn:
        assert drawn.size == (2400, 1200)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = picture("PNG", (9000, 9000), mode="1")
    with pytest.raises(NotAPicture, match="too_large"):
        redrawn(bomb)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        (b"<html><script>alert(1)</script>", "type"),
        (b"%PDF-1.7", "type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1", "heic"),
        (picture()[:200], "damaged"),
        (picture("PNG")[:60], "damaged"),
        (picture("TIFF"), "type"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(content: bytes, why: str) -> None:
    with pytest.raises(NotAPicture, match=why):
        redrawn(content)


@given(
    head=st.sampled_from([b"", b"\xff\xd8\xff", b"GIF89a", picture("PNG")[:50], picture("WEBP")]),
    tail=st.binary(max_size=200),
)
def test_no_bytes_whatever_make_it_fail_otherwise(head: bytes, tail: bytes) -> None:
    with suppress(NotAPicture):
        assert redrawn(head + tail)[:2] == b"\xff\xd8"
