"""Counts what a text costs, and swaps the look-alikes that would make it cost more.

GSM 03.38: 160 septets in one segment, 153 in each of several; one character outside the alphabet
and the whole text travels as UCS-2: 70 UTF-16 units, 67 in each of several.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Literal

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
_FOREIGN = re.compile(f"[^{re.escape(_BASIC + _EXTENSION)}]")
_WIDE_GSM = re.compile(f"[{re.escape(_EXTENSION)}]")
_WIDE_UCS2 = re.compile("[\U00010000-\U0010ffff]")

# Letters that no accent makes of a plain one.
_STAND_INS = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE", "ı": "i", "þ": "th"}
_FRACTION = "\u2044"

LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u0060\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2007\u2008\u2009\u202f\t\v", " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad\r", ""),
        "\u2026": "...",
        "\u2022": "-",
    }
)


@dataclass(frozen=True, slots=True)
class Offender:
    """A character that is not in GSM-7, and where it stands in the text."""

    character: str
    position: int


@dataclass(frozen=True, slots=True)
class SmsCount:
    """What a text is charged as; `left` is how many units still fit before it costs more."""

    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    units: int
    left: int
    offending: tuple[Offender, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A character that costs, how often it stands there, and what to write (nothing: leave out)."""

    character: str
    times: int
    instead: str


@dataclass(frozen=True, slots=True)
class Advice:
    """How a text gets cheaper: without `foreign` it is charged as `if_plain` segments.

    `too_many` characters more than the next cheaper one has room for; 0 where it is one segment.
    """

    foreign: tuple[Foreign, ...]
    if_plain: int
    too_many: int


def advise(text: str) -> Advice:
    """What to change in `text`, so that it costs less."""
    times = Counter(found.character for found in count(text).offending)
    foreign = tuple(Foreign(one, many, _instead(one)) for one, many in times.items())
    cheaper = text
    for one in foreign:
        cheaper = cheaper.replace(one.character, one.instead)
    return Advice(foreign, count(cheaper).segments, _too_many(text))


def count(text: str) -> SmsCount:
    """The segments of `text`, at least one, and every character that forces UCS-2 upon it."""
    offending = tuple(Offender(m[0], m.start()) for m in _FOREIGN.finditer(text))
    if offending:
        return _counted("UCS-2", text, _WIDE_UCS2, offending, alone=70, each=67)
    return _counted("GSM-7", text, _WIDE_GSM, offending, alone=160, each=153)


def plain(text: str) -> str:
    """`text` with curly quotes, dashes, ellipses and odd blanks in their GSM-7 form.

    Letters stay as they are: an accent belongs to the word, and to the name.
    """
    return text.translate(LOOK_ALIKES)


def _instead(character: str) -> str:
    """The same letter without its accent, a fraction as 1/2; nothing for what is neither."""
    bare = _STAND_INS.get(character) or unicodedata.normalize("NFKD", character)
    if not unicodedata.category(character).startswith("L") and _FRACTION not in bare:
        return ""
    return "".join(one for one in bare.replace(_FRACTION, "/") if not _FOREIGN.match(one))


def _too_many(text: str) -> int:
    """How many characters have to go from the end, at the least, to save a segment."""
    now = count(text).segments
    if now == 1:
        return 0
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if count(text[:middle]).segments < now:
            fits = middle
        else:
            too_long = middle
    return len(text) - fits


def _counted(
    encoding: Literal["GSM-7", "UCS-2"],
    text: str,
    wide: re.Pattern[str],
    offending: tuple[Offender, ...],
    *,
    alone: int,
    each: int,
) -> SmsCount:
    doubles = [match.start() for match in wide.finditer(text)]
    units = len(text) + len(doubles)
    if units <= alone:
        return SmsCount(encoding, 1, units, alone - units, offending)
    segments, used = _packed(len(text), doubles, each)
    return SmsCount(encoding, segments, units, each - used, offending)


def _packed(length: int, doubles: list[int], each: int) -> tuple[int, int]:
    """Segments, and units used of the last one.

    Neither the two septets of an extension character nor a surrogate pair is cut in two
    (GSM 03.38, 6.1; 3GPP TS 23.040, 9.2.3.24.1), so a segment may end one unit early.
    """
    segments, used, at = 1, 0, 0
    for double in doubles:
        segments, used = _filled(segments, used, double - at, each)
        if used + 2 > each:
            segments, used = segments + 1, 0
        used, at = used + 2, double + 1
    return _filled(segments, used, length - at, each)


def _filled(segments: int, used: int, singles: int, each: int) -> tuple[int, int]:
    """After `singles` characters of one unit; a full segment stays the last until more comes."""
    total = used + singles
    if total <= each:
        return segments, total
    further = (total - 1) // each
    return segments + further, total - further * each
