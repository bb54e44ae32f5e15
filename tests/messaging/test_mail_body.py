"""Both parts of an email come from one source, and neither carries anything but words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from followup.messaging import mail_body

SOURCE = """Hi Alice,

**What helps**

- walk *a little*
- rest

1. one
2. two

[our page](https://example.com/p) or <https://example.com/q>

---

Bye"""


def test_the_plain_part_reads_like_a_letter() -> None:
    assert mail_body.text(SOURCE) == (
        "Hi Alice,\n\nWhat helps\n\n- walk a little\n- rest\n\n1. one\n2. two\n\n"
        "our page (https://example.com/p) or https://example.com/q\n\n----------\n\nBye\n"
    )


def test_the_html_part_carries_the_same_words_and_its_styles_on_each_tag() -> None:
    page = mail_body.html(SOURCE, language="es")
    assert '<html lang="es">' in page
    assert "<strong>What helps</strong>" in page
    assert re.search(r'<li style="[^"]+">rest</li>', page)
    assert "<style" not in page


def test_raw_html_is_shown_as_words_and_never_run() -> None:
    page = mail_body.html('<script>alert(1)</script> <img src="https://spy.example/x.png">')
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_pictures_are_left_out_so_that_opening_the_mail_tells_nobody() -> None:
    assert "spy.example" not in mail_body.html("![x](https://spy.example/x.png)")


def test_a_link_that_runs_something_leads_nowhere() -> None:
    page = mail_body.html("[x](javascript:alert(1)) [y](data:text/html,z) [z](file:///etc/passwd)")
    assert "href" not in page


def test_escaped_values_come_out_as_they_were() -> None:
    assert mail_body.text("Hi \\[Al\\] \\*x\\*, O\\_K") == "Hi [Al] *x*, O_K\n"


@given(st.text(max_size=300))
def test_any_words_make_a_page_without_scripts_handlers_or_foreign_addresses(words: str) -> None:
    page = mail_body.html(words)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", page))
    layout = {"html", "head", "meta", "body", "div"}
    known = layout | {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h1", "h2", "h3", "hr"}
    assert {tag.lower() for tag in tags} <= known | {"blockquote"}
    assert isinstance(mail_body.text(words), str)
