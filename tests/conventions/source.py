"""The product's own source, read as text and as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("followup", "tasks")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files(*folders: str) -> tuple[Path, ...]:
    """Our Python files, without the migrations that Django writes."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function, also inside classes and other functions."""
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imports(node: ast.AST) -> Iterator[str]:
    """The modules that are imported anywhere under the node."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        elif isinstance(each, ast.ImportFrom):
            yield each.module or ""
            yield from (f"{each.module}.{alias.name}" for alias in each.names)


def where(path: Path, node: ast.stmt | ast.expr | None = None) -> str:
    """How an editor finds it."""
    return f"{path.relative_to(ROOT)}:{node.lineno if node else 1}"
