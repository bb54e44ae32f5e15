"""The median makes it beautiful, the tail makes it ugly: both have a budget."""

import ast
from pathlib import Path
from statistics import median

from tests.conventions.source import PRODUCT, files, functions, tree, where

LINES_OF_A_FILE, MEDIAN_OF_FILES = 400, 100
LINES_OF_A_FUNCTION, MEDIAN_OF_FUNCTIONS = 40, 9


def test_no_file_is_over_400_lines() -> None:
    long = {where(path): _lines(path) for path in files(*PRODUCT, "tests")}
    assert {place: n for place, n in long.items() if n > LINES_OF_A_FILE} == {}


def test_half_of_the_files_are_under_100_lines() -> None:
    assert median(_lines(path) for path in files(*PRODUCT) if _says_something(path)) < (
        MEDIAN_OF_FILES
    )


def test_no_function_is_over_40_lines() -> None:
    long = {
        f"{where(path, function)} {function.name}": _length(function)
        for path in files(*PRODUCT, "tests")
        for function in functions(path)
    }
    assert {place: n for place, n in long.items() if n > LINES_OF_A_FUNCTION} == {}


def test_half_of_the_functions_are_under_9_lines() -> None:
    lengths = [_length(each) for path in files(*PRODUCT) for each in functions(path)]
    assert median(lengths) < MEDIAN_OF_FUNCTIONS


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _says_something(path: Path) -> bool:
    """Whether there is more in it than a docstring: empty files must not lower the median."""
    return any(not isinstance(node, ast.Expr) for node in tree(path).body)


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1
