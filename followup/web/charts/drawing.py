"""Turns what pygal draws into SVG for a page: no styles, no scripts, nothing but shapes and words.

Only what is listed here passes, so that no release of the library can bring in more. Colours and
fonts come from the stylesheet, which knows dark mode and forced colours.
"""

from typing import Any
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

from followup.web.charts.shapes import shape

_TAGS = frozenset({"g", "path", "rect", "circle", "text"})
_PLACED = frozenset({"d", "x", "y", "cx", "cy", "r", "width", "height", "transform"})
# What pygal draws for its own scripts, and grounds that the page has already.
_LEFT_OUT = frozenset({"background", "tooltip-overlay", "titles"})
_FOR_SCRIPTS = frozenset({"reactive", "tooltip-trigger", "nofill", "always_show", "left", "top"})
# Where the page has a class of that name already.
_RENAMED = {"line": "curve"}
# Of a point: which mark it is, and the words that a pointer brings up. See `marked`.
_SHAPE, _WORDS = "data-shape", "data-words"


def marked(x: float, y: float, *, mark: str, words: str) -> dict[str, Any]:
    """A point for a series of pygal's, drawn as one of the shapes."""
    return {"value": (x, y), "node": {_SHAPE: mark, _WORDS: words}}


def drawn(chart: Any, *, name: str, title: str, summary: str = "") -> SafeString:
    """The SVG of a pygal chart. `name`: unlike that of any other drawing on the page.

    The series get the titles that they were added with as their classes.
    """
    names = [str(more["title"]) for _values, more in chart.raw_series]
    source = chart.render_tree()
    root = ET.Element("svg", {"class": "chart", "viewBox": source.attrib["viewBox"], "role": "img"})
    _describe(root, name, title, summary)
    for child in source:
        _copy(child, root, names)
    # Made of our own elements, with every word escaped by the serializer.
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308


def _describe(root: ET.Element, name: str, title: str, summary: str) -> None:
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = title
    root.set("aria-labelledby", f"{name}-title")
    if summary:
        ET.SubElement(root, "desc", {"id": f"{name}-desc"}).text = summary
        root.set("aria-describedby", f"{name}-desc")


def _copy(source: Any, parent: ET.Element, names: list[str]) -> None:
    classes = source.attrib.get("class", "").split()
    if source.tag not in _TAGS or _LEFT_OUT & set(classes):
        return
    if source.tag == "g" and not len(source):
        return
    copy = _element(source, classes, names)
    parent.append(copy)
    if words := source.attrib.get(_WORDS):
        ET.SubElement(copy, "title").text = words
    for child in source:
        _copy(child, copy, names)


def _element(source: Any, classes: list[str], names: list[str]) -> ET.Element:
    if mark := source.attrib.get(_SHAPE):
        return shape(mark, x=float(source.attrib["cx"]), y=float(source.attrib["cy"]))
    placed = {key: _rounded(value) for key, value in source.attrib.items() if key in _PLACED}
    if kept := " ".join(filter(None, (_class(word, names) for word in classes))):
        placed["class"] = kept
    element = ET.Element(source.tag, placed)
    element.text = source.text if source.tag == "text" else None
    return element


def _class(word: str, names: list[str]) -> str:
    """`serie-0` is called as it was added; what only pygal's scripts look for goes."""
    if word in _FOR_SCRIPTS or word.startswith("color-"):
        return ""
    kind, _, number = word.partition("-")
    return (
        names[int(number)] if kind == "serie" and number.isdecimal() else _RENAMED.get(word, word)
    )


def _rounded(value: str) -> str:
    """`M1.769231 9.692308` as `M1.8 9.7`."""
    return " ".join(_short(word) for word in value.split(" "))


def _short(word: str) -> str:
    letter = word[:1] if word[:1].isalpha() else ""
    try:
        return f"{letter}{round(float(word[len(letter) :]), 1):g}"
    except ValueError:
        return word
