"""Renders the words of one message from an admin's template, which can harm nothing.

A template is Jinja2 cut down to what a message needs: `{{ variable }}`, a handful of filters, and
`{% if %}`. The syntax tree is read before anything is compiled, and whatever is not on the list is
refused: no loops, assignments, macros, imports, attributes, calls or arithmetic, so that rendering
takes time in proportion to the length of the source, and the source is short. What remains runs in
Jinja's immutable sandbox all the same.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from followup.lib.marked import gettext_noop
from followup.messaging import sms

Channel = Literal["sms", "email"]

LONGEST_SOURCE = 5_000
# Twilio's limit on Body (twilio-oai, CreateMessage); an email has room.
LONGEST_WORDS = {"sms": 1_600, "email": 20_000}
LONGEST_VALUE = 300
MOST_NODES = 600
DEEPEST = 24

_NOT_PRINTED = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_MARKDOWN = re.compile(r"[\\`*_\[\]<]|^[#+\-=>]|&(?=[#\w]+;)")

_NAMED = {
    nodes.For: "{% for %}",
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.With: "{% with %}",
    nodes.Macro: "{% macro %}",
    nodes.CallBlock: "{% call %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from %}",
    nodes.Include: "{% include %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
    nodes.Getattr: "a dot after a variable",
    nodes.Getitem: "square brackets after a variable",
    nodes.Call: "a call with round brackets",
    nodes.Test: "'is'",
}
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)
_COMPARISONS = frozenset({"eq", "ne"})
_NO_VARIABLE = (
    gettext_noop("This kind of message has no variable '%(name)s'. Did you mean '%(instead)s'?"),
    gettext_noop("This kind of message has no variable '%(name)s'. There are: %(all)s."),
)
_NO_FILTER = (
    gettext_noop("This kind of message has no filter '%(name)s'. Did you mean '%(instead)s'?"),
    gettext_noop("This kind of message has no filter '%(name)s'. There are: %(all)s."),
)
_TAKES_A_WORD = gettext_noop("The filter '%(name)s' takes one word in quotes and brackets.")
_TAKES_NOTHING = gettext_noop("The filter '%(name)s' takes nothing in brackets.")


class TemplateError(ValueError):
    """A template that cannot be used: what is wrong, on which line, and what to do.

    `pattern` is what a translation is found by, `values` go into it; `name` is what the template
    has in the wrong place, `instead` what was probably meant.
    """

    def __init__(self, pattern: str, line: int | None = None, **values: object) -> None:
        self.pattern, self.line, self.values = pattern, line, values
        self.words = pattern % values if values else pattern
        super().__init__(f"Line {line}: {self.words}" if line else self.words)

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def instead(self) -> str:
        return str(self.values.get("instead", ""))


class Link(str):
    """An address that we made ourselves: it goes into Markdown as it is."""

    __slots__ = ()


Value = str | bool | int | None


def render(*, source: str, variables: Mapping[str, Value], channel: str = "sms") -> str:
    """The words of `source`; `variables` is the whole list of what it may name.

    Raises TemplateError. A text comes back in its look-alikes' GSM-7 form; an email as Markdown in
    which the values are escaped, so that a name is never markup.
    """
    template = _compiled(source, frozenset(variables), channel)
    try:
        words = template.render({name: _cleaned(value) for name, value in variables.items()})
    except (TypeError, ValueError, RecursionError) as error:
        raise TemplateError(
            gettext_noop("This cannot be rendered (%(why)s). Make it simpler."),
            why=str(error)[:200],
        ) from error
    words = _BLANK_LINES.sub("\n\n", words).strip()
    if len(words) > LONGEST_WORDS[channel]:
        raise TemplateError(
            gettext_noop("The message has %(has)s characters and may have %(most)s. Shorten it."),
            has=len(words),
            most=LONGEST_WORDS[channel],
        )
    return sms.plain(words) if channel == "sms" else words


def check(*, source: str, names: Collection[str]) -> None:
    """Raises TemplateError where `source` is no template or names what is not in `names`."""
    _compiled(source, frozenset(names), "sms")


@lru_cache(maxsize=1024)
def _compiled(source: str, names: frozenset[str], channel: str) -> Template:
    environment = _ENVIRONMENTS[channel]
    if len(source) > LONGEST_SOURCE:
        raise TemplateError(
            gettext_noop("The template has %(has)s characters and may have %(most)s. Shorten it."),
            has=len(source),
            most=LONGEST_SOURCE,
        )
    try:
        tree = environment.parse(source)
        for node in _within_bounds(tree):
            _check(node, names)
        code = environment.compile(tree, "<template>", "<template>")
        return Template.from_code(environment, code, {})
    except TemplateSyntaxError as error:
        raise _not_parsed(error) from error
    except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError) as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError(
            gettext_noop("This is too tangled to be read. Write it simpler.")
        ) from error


def _within_bounds(tree: nodes.Template) -> Iterator[nodes.Node]:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 1)]
    for seen in range(MOST_NODES):
        if not waiting:
            return
        node, depth = waiting.pop()
        if depth > DEEPEST:
            raise TemplateError(
                gettext_noop("Too much is nested here. Write it flatter."), node.lineno
            )
        yield node
        waiting.extend((child, depth + 1) for child in node.iter_child_nodes())
        if seen == MOST_NODES - 1 and waiting:
            raise TemplateError(gettext_noop("The template has too many parts. Write it simpler."))


def _check(node: nodes.Node, names: frozenset[str]) -> None:
    if not isinstance(node, _ALLOWED):
        _refuse(node)
    if isinstance(node, nodes.Name) and node.name not in names:
        raise _unknown(_NO_VARIABLE, node.name, names, node.lineno)
    if isinstance(node, nodes.Const) and not isinstance(node.value, str | bool | None):
        raise TemplateError(
            gettext_noop("Numbers stand in the text, not between braces."), node.lineno
        )
    if isinstance(node, nodes.Filter):
        _check_filter(node)
    if isinstance(node, nodes.Operand) and node.op not in _COMPARISONS:
        raise TemplateError(gettext_noop("Values are compared with == or != only."), node.lineno)


def _refuse(node: nodes.Node) -> None:
    raise TemplateError(
        gettext_noop(
            "A message cannot use %(name)s. Use {{ variable }} and "
            "{%% if variable %%} ... {%% else %%} ... {%% endif %%} only."
        ),
        node.lineno,
        name=_NAMED.get(type(node), "this"),
    )


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS:
        raise _unknown(_NO_FILTER, node.name, FILTERS, node.lineno)
    wanted = 1 if node.name == "default" else 0
    if len(node.args) != wanted or node.kwargs or node.dyn_args or node.dyn_kwargs:
        pattern = _TAKES_A_WORD if wanted else _TAKES_NOTHING
        raise TemplateError(pattern, node.lineno, name=node.name)


def _unknown(
    patterns: tuple[str, str], name: str, known: Collection[str], line: int
) -> TemplateError:
    """With the name that was probably meant, else with all that there are."""
    close = difflib.get_close_matches(name[:80], sorted(known), n=1, cutoff=0.5)
    if close:
        return TemplateError(patterns[0], line, name=name[:80], instead=close[0])
    return TemplateError(patterns[1], line, name=name[:80], all=", ".join(sorted(known)))


def _not_parsed(error: TemplateSyntaxError) -> TemplateError:
    message = (error.message or "This is no template").rstrip(".")
    return TemplateError(
        gettext_noop("%(why)s. Check the braces {{ }} and {%% %%}."),
        error.lineno,
        why=message[:200],
    )


def _cleaned(value: Value) -> Value:
    if isinstance(value, Link):
        return Link(_NOT_PRINTED.sub("", value))
    if isinstance(value, str):
        return _NOT_PRINTED.sub("", " ".join(value.split()))[:LONGEST_VALUE]
    return value


def _for_text(value: object) -> str:
    return "" if value is None or value is False else str(value)


def _for_markdown(value: object) -> str:
    if isinstance(value, Link):
        return str(value)
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", _for_text(value))


def _capitalized(value: object) -> str:
    words = _for_text(value)
    return words[:1].upper() + words[1:]


FILTERS = {
    "upper": lambda value: _for_text(value).upper(),
    "lower": lambda value: _for_text(value).lower(),
    "capitalize": _capitalized,
    "trim": lambda value: _for_text(value).strip(),
    "default": lambda value, otherwise: value or otherwise,
}


def _environment(channel: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # texts are no HTML; an email's is made and cleaned in mail_body
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_for_markdown if channel == "email" else _for_text,
        cache_size=0,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters.clear()
    environment.filters.update(FILTERS)
    return environment


_ENVIRONMENTS = {channel: _environment(channel) for channel in LONGEST_WORDS}
