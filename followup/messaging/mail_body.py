"""Makes both parts of an email from one Markdown source: HTML for most, plain text for the rest."""

import re
from collections.abc import Iterator, Sequence

import css_inline
import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h1", "h2", "h3", "hr", "blockquote"}
_SCHEMES = {"https", "http", "mailto", "tel"}
# All of ASCII's: CommonMark lets each be escaped.
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)
# No pictures, no fonts, nothing fetched: opening the mail tells nobody.
_STYLE = """
body { margin: 0; padding: 16px; background: #f5f5f2; }
.sheet { max-width: 34em; margin: 0 auto; padding: 24px; background: #ffffff; color: #1c1c1a;
  font: 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
h1, h2, h3 { font-size: 19px; line-height: 1.3; margin: 24px 0 8px; }
p { margin: 0 0 14px; }
ul, ol { margin: 0 0 14px; padding-left: 24px; }
li { margin: 0 0 6px; }
a { color: #0b5d57; }
hr { border: 0; border-top: 1px solid #d9d9d3; margin: 24px 0; }
"""


def html(markdown: str, *, language: str = "en") -> str:
    """A whole HTML page: Markdown without raw HTML, cleaned, in a small layout, styles inlined."""
    lang = language if language.isalpha() else "en"
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>"
        f'<body><div class="sheet">{fragment(markdown)}</div></body></html>'
    )
    return str(_INLINER.inline(page))


def fragment(markdown: str) -> str:
    """What stands in that page: a few harmless tags, and no attribute but the address of a link."""
    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def text(markdown: str) -> str:
    """The same words for a reader without HTML: no asterisks, links in brackets."""
    return "".join(_lines(_MARKDOWN.parse(markdown))).strip() + "\n"


def escaped(plain: str) -> str:
    """Markdown that says exactly `plain`: what a person typed is no markup."""
    return "\n".join(_PUNCTUATION.sub(r"\\\g<0>", line.strip()) for line in plain.splitlines())


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type == "list_item_open":
            mark = f"{token.info}. " if token.info else "- "
            yield "  " * (token.level // 2) + mark
        elif token.type == "hr":
            yield "----------\n\n"
        elif token.type in {"fence", "code_block"}:
            yield token.content + "\n"
        elif token.type == "paragraph_close":
            yield "\n" if token.hidden else "\n\n"
        elif token.type in {"heading_close", "bullet_list_close", "ordered_list_close"}:
            yield "\n" if token.type.endswith("list_close") else "\n\n"


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    addresses: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            # An address in angle brackets is its own words.
            addresses.append("" if token.info == "auto" else str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            address = addresses.pop()
            yield f" ({address})" if address else ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        else:
            yield token.content
