"""The house style, as far as a program can judge it."""

import ast
import re
from pathlib import Path

from tests.conventions.source import PRODUCT, files, functions, imports, tree, where

VAGUE = ("common", "handler", "helper", "manager", "misc", "processor", "service", "util")
EMPTY_WORDS = {"data", "info", "obj"}
# Overrides a method of the SDK, which passes its arguments by these names.
NAMED_BY_A_VENDOR = "followup/messaging/providers/twilio_http.py"
# Read once, at the edge; everything further in is told the time.
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("timezone", "now")}
READS_THE_CLOCK = "followup/lib/clock.py"


def test_each_module_opens_with_one_sentence() -> None:
    silent = [where(path) for path in _product() if _opening(path) is None]
    assert silent == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = {
        where(path, function): names
        for path in files(*PRODUCT, "tests")
        for function in functions(path)
        if (names := list(imports(function)))
    }
    assert hidden == {}


def test_no_signals_glue_the_parts_together() -> None:
    glued = {
        where(path): name
        for path in _product()
        for name in imports(tree(path))
        if name.startswith("django.dispatch") or name.endswith(".signals")
    }
    assert glued == {}


def test_nobody_overrides_save() -> None:
    overridden = [
        where(path, item)
        for path in _product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name == "save"
    ]
    assert overridden == []


def test_no_file_and_no_class_has_a_vague_name() -> None:
    vague = re.compile(rf"(^|_)({'|'.join(VAGUE)})s?$", re.IGNORECASE)
    named = [(where(path), path.stem) for path in files(*PRODUCT, "tests")]
    named += [
        (where(path, node), _in_words(node.name))
        for path in files(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    ]
    assert [(place, name) for place, name in named if vague.search(name)] == []


def test_no_variable_is_called_data_info_or_obj() -> None:
    empty = [
        (where(path, node), name)
        for path in _product()
        for node in ast.walk(tree(path))
        if (name := _bound(node)) in EMPTY_WORDS and isinstance(node, ast.expr | ast.stmt)
    ]
    empty += [
        (where(path, function), argument.arg)
        for path in _product()
        for function in functions(path)
        for argument in _arguments(function)
        if argument.arg in EMPTY_WORDS and not where(path).startswith(NAMED_BY_A_VENDOR)
    ]
    assert empty == []


def test_only_the_clock_reads_the_clock() -> None:
    reading = [
        where(path, node)
        for path in _product()
        if not where(path).startswith((READS_THE_CLOCK, "followup/sandbox/"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS
    ]
    assert reading == []


def _product() -> list[Path]:
    return [path for path in files(*PRODUCT) if path.stat().st_size]


def _opening(path: Path) -> str | None:
    return ast.get_docstring(tree(path))


def _bound(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _in_words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
