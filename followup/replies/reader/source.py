"""Finds what the patient wrote: not what was quoted, signed by a mail program, or said by us."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Stretch = tuple[int, int]

QUOTED = re.compile(r"\s*(?:>|\|\s)")
WROTE = re.compile(
    r"\s*(?:On|El|Le|Am)\b.{5,300}\b(?:wrote|writes|escribi[oó]|a écrit|schrieb)\s*:?\s*$", re.I
)
WROTE_BEGINS = re.compile(r"\s*(?:On|El)\s.{0,80}\d.{0,200}$", re.I)
FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|forwarded message|mensaje original|reply above).*"
    r"|begin forwarded message:?.*|_{8,}\s*|#{2,}.*reply above.*)$",
    re.I,
)
HEADER = re.compile(
    r"\s*\*?(?:from|sent|date|to|subject|de|enviado|fecha|para|asunto)\s*:\*?\s", re.I
)
HEADER_BEGINS = re.compile(r"\s*\*?(?:from|de)\s*:\*?\s\S", re.I)
MAIL_PROGRAM = re.compile(
    r"\s*(?:(?:sent|enviado|get|obtener|obtén|composed|typed|dictated|envoy[eé])\s"
    r"(?:from|via|with|using|desde|outlook|on)\b.{0,80}|yahoo mail:.{0,80}"
    r"|(?:please )?(?:excuse|pardon|forgive|disculpe).{0,30}(?:typos|brevity|errores).{0,40})$",
    re.I,
)
LEGAL = re.compile(
    r"\s*\*?(?:confidential|this (?:e-?mail|message|communication|transmission)\b.{0,60}"
    r"(?:confidential|intended|contain|including)|notice:|privileged|aviso de confidencialidad"
    r"|este (?:correo|mensaje)\b.{0,60}(?:confidencial|dirigido)|disclaimer|virus-free"
    r"|please consider the environment)",
    re.I,
)
DASHES = re.compile(r"\s*(?:--|—|\*{3,}|={3,})\s*$")
CLOSING = re.compile(
    r"\s*(?:(?:many |with |kind |best |warm |kindest |warmest )*(?:thanks|thx|thank you|ty|regards"
    r"|best|cheers|sincerely|respectfully|cordially|warmly|yours(?: truly)?|love|wishes|blessings"
    r"|take care|sincerely yours|gracias|muchas gracias|atentamente|saludos(?: cordiales)?"
    r"|cordialmente|un saludo|atte)(?: and regards| again| so much)?)\s*[,.!-]*\s*$",
    re.I,
)
SIGNED = re.compile(r"\s*[^\W\d_][\w.'’-]*(?:\s+\S+){0,5}\s*$")
CONTACT = re.compile(r"(?:\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}|\bext\.?\s*\d|\w@\w|www\.|\|)", re.I)
TAPBACK = re.compile(
    r"\s*(?P<kind>liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed .{1,30} from"
    r"|reacted \S{1,12} to|le gust[oó]|le encant[oó]|me gusta|a .{1,20} le (?:gust|encant)[oó]"
    r"|se ri[oó] de|enfatiz[oó]|[^\w\s]{1,8} to)\s*[“\"«'‘].*[”\"»'’…]?\s*$",
    re.I | re.S,
)
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """The stretches of a text that the patient wrote, and the kind of tapback that it is."""

    kept: tuple[Stretch, ...]
    tapback: str | None = None


def patients_own(text: str, *, our_words: Sequence[str] = ()) -> Source:
    """The patient's own words in a text. Offsets are those of the text as it came."""
    if tapback := TAPBACK.match(text[:2000]):
        return Source((), tapback["kind"].casefold())
    kept = _merged(_own_lines(text))
    for ours in our_words:
        kept = [part for stretch in kept for part in _without(text, stretch, ours)]
    return Source(tuple(kept))


def _own_lines(text: str) -> list[Stretch]:
    lines = _lines(text)
    texts = [text[start : min(end, start + 400)] for start, end in lines]
    kept: list[Stretch] = []
    closed = False
    for number, (line, stretch) in enumerate(zip(texts, lines, strict=True)):
        if kept and _rest_is_not_theirs(texts, number):
            break
        if _is_machine(texts, number) or (closed and _is_signature(line)):
            continue
        closed = closed or bool(kept and CLOSING.match(line))
        kept.append(stretch)
    return kept


def _merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbouring lines as one stretch, since a message of ours may run over several."""
    merged: list[Stretch] = []
    for start, end in stretches:
        joins = merged and merged[-1][1] == start
        merged.append((merged.pop()[0] if joins else start, end))
    return merged


def _lines(text: str) -> list[Stretch]:
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        found.append((start, start + len(line)))
        start += len(line)
    return found


def _rest_is_not_theirs(texts: Sequence[str], number: int) -> bool:
    """A mail header or notice after which nothing more is the patient's."""
    line = texts[number]
    if FORWARDED.match(line) or LEGAL.match(line) or DASHES.match(line):
        return True
    if HEADER_BEGINS.match(line):
        return any(HEADER.match(later) for later in texts[number + 1 : number + 4])
    return _is_wrote(texts, number) and not _quotes_follow(texts, number)


def _is_machine(texts: Sequence[str], number: int) -> bool:
    line = texts[number]
    if QUOTED.match(line) or MAIL_PROGRAM.match(line) or FORWARDED.match(line):
        return True
    return _is_wrote(texts, number) or (number > 0 and _wraps(texts, number - 1))


def _is_wrote(texts: Sequence[str], number: int) -> bool:
    return bool(WROTE.match(texts[number])) or _wraps(texts, number)


def _wraps(texts: Sequence[str], number: int) -> bool:
    """`On Tue, ... <address>` broken before its `wrote:`."""
    if number + 1 >= len(texts) or not WROTE_BEGINS.match(texts[number]):
        return False
    return bool(WROTE.match(f"{texts[number].strip()} {texts[number + 1].strip()}"))


def _quotes_follow(texts: Sequence[str], number: int) -> bool:
    return any(QUOTED.match(later) for later in texts[number + 1 : number + 4])


def _is_signature(line: str) -> bool:
    """A name, a title or a way to reach them: what stands under a closing formula."""
    if not line.strip() or CONTACT.search(line):
        return True
    if line.lstrip()[:3].casefold() in {"ps ", "p.s", "ps:"}:
        return False
    return bool(SIGNED.match(line)) and all(
        word[0].isupper() or not word[0].isalpha() for word in line.split()
    )


def _without(text: str, stretch: Stretch, ours: str) -> list[Stretch]:
    """The stretch without our own message, whose blanks may have been changed on the way."""
    words = BLANKS.split(ours.strip())
    if len(words) < 3:
        return [stretch]
    found = re.search(r"\s+".join(map(re.escape, words)), text[slice(*stretch)])
    if not found:
        return [stretch]
    start, end = stretch[0] + found.start(), stretch[0] + found.end()
    return [part for part in ((stretch[0], start), (end, stretch[1])) if part[0] < part[1]]
