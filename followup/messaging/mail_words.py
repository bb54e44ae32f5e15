"""The words of an email: its HTML as plain text, and what stands above the quotation.

The latter only for STOP, START and HELP, which must be found before all else; what a reply means
is read later, and more carefully, from the whole.
"""

import html
import re

import nh3

# The reader takes this line for the beginning of what was quoted.
_QUOTED_FROM_HERE = "\n-----Original Message-----\n"
_QUOTED_HTML = re.compile(r"<blockquote\b|<div\b[^>]{0,200}\bgmail_quote\b", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/blockquote)\b", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)+")
_QUOTATION = re.compile(
    r"\s*(?:>|-{2,}\s*$|-{3,}.*\b(?:original|forwarded|mensaje)\b|_{5,}|\*?(?:from|de)\s*:"
    r"|(?:on|el)\s.{0,300}\b(?:wrote|escribi[oó])\s*:|(?:on|el)\s.{0,60}\b20\d\d\b"
    r"|(?:sent from|get outlook|enviado desde)\s)",
    re.IGNORECASE,
)
_ANSWER_TO = re.compile(r"\s*(?:(?:re|aw|fwd?|rv)\s*:\s*)+", re.IGNORECASE)
_LONGEST_LINE = 500


def plain(markup: str) -> str:
    """HTML as text: lines where it breaks them, no tags, and a mark where the quotation begins."""
    quoted = _QUOTED_HTML.search(markup)
    if quoted:
        markup = f"{markup[: quoted.start()]}{_QUOTED_FROM_HERE}{markup[quoted.start() :]}"
    broken = _BREAK.sub(lambda tag: "\n" + tag[0], markup)
    text = html.unescape(nh3.clean(broken, tags=set()))
    return _BLANK_LINES.sub("\n\n", text).strip()


def above_the_quotation(text: str) -> str:
    """The lines before the first that is quoted, or that announces a quotation or a signature."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTATION.match(line[:_LONGEST_LINE]):
            if any(kept):
                break
            continue
        kept.append(line.strip())
    return "\n".join(kept).strip()


def subject_alone(subject: str) -> str:
    """A subject that stands for an empty email, without its `Re:`."""
    start = _ANSWER_TO.match(subject)
    return subject[start.end() if start else 0 :].strip()
