"""Every address of the site by its name, with something to put where it asks for an id."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

_NO_SUCH_NUMBER = 2_000_000_000
_NO_SUCH_UUID = UUID(int=0)
_NO_SUCH_WORD = "aaaa"


@dataclass(frozen=True)
class Route:
    """A named address; `asks` are the names of its parameters, with a value that fits each."""

    name: str
    asks: dict[str, object]

    def address(self, **ids: object) -> str:
        """Where it is, for these ids; for a row that does not exist where one is not given."""
        return reverse(self.name, kwargs={**self.asks, **ids})


def routes() -> dict[str, Route]:
    return {route.name: route for route in _routes(get_resolver(), (), {})}


def nameless() -> list[str]:
    return [str(pattern.pattern) for pattern, _ in _patterns(get_resolver()) if not pattern.name]


def _routes(
    resolver: URLResolver, spaces: tuple[str, ...], asked: dict[str, object]
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        asks = {**asked, **_asks(entry)}
        if isinstance(entry, URLResolver):
            space = (entry.namespace,) if entry.namespace else ()
            yield from _routes(entry, spaces + space, asks)
        elif entry.name:
            yield Route(":".join((*spaces, entry.name)), asks)


def _patterns(resolver: URLResolver) -> Iterator[tuple[URLPattern, URLResolver]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry, resolver


def _asks(entry: URLPattern | URLResolver) -> dict[str, object]:
    pattern = entry.pattern
    names = {**dict.fromkeys(getattr(pattern.regex, "groupindex", ())), **pattern.converters}
    return {name: _fitting(converter) for name, converter in names.items()}


def _fitting(converter: object) -> object:
    if isinstance(converter, IntConverter):
        return _NO_SUCH_NUMBER
    return _NO_SUCH_UUID if isinstance(converter, UUIDConverter) else _NO_SUCH_WORD
