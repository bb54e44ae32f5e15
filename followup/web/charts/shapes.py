"""The marks of a chart, told apart by their shape before their colour."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

_Corners = tuple[tuple[float, float], ...]
_POINTED: dict[str, _Corners] = {
    "triangle": ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "frame": ((-1.7, -1.7), (1.7, -1.7), (1.7, 1.7), (-1.7, 1.7)),
}
_SIZE = 5.0


def shape(name: str, *, x: float, y: float, size: float = _SIZE) -> ET.Element:
    """The mark of that name around a point; one that is not known is a dot."""
    return _drawer(name)(name, x, y, size)


def _drawer(name: str) -> Callable[[str, float, float, float], ET.Element]:
    if name == "cross":
        return _cross
    return _pointed if name in _POINTED else _dot


def _pointed(name: str, x: float, y: float, size: float) -> ET.Element:
    corners = (f"{x + dx * size:.1f} {y + dy * size:.1f}" for dx, dy in _POINTED[name])
    return _mark("path", name, d=f"M{'L'.join(corners)}Z")


def _cross(name: str, x: float, y: float, size: float) -> ET.Element:
    left, right, top, below = (f"{at:.1f}" for at in (x - size, x + size, y - size, y + size))
    return _mark("path", name, d=f"M{left} {top}L{right} {below}M{right} {top}L{left} {below}")


def _dot(_: str, x: float, y: float, size: float) -> ET.Element:
    return _mark("circle", "dot", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{size:.1f}")


def _mark(tag: str, name: str, **placed: str) -> ET.Element:
    return ET.Element(tag, {"class": f"spot {name}", **placed})
