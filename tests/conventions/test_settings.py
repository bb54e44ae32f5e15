"""Every setting that an operator can write is described in docs/settings.md, and none else."""

import ast
import re

from tests.conventions.source import PRODUCT, ROOT, files, tree, where

READERS = {"text", "flag", "number", "whole", "words"}
PAGE = ROOT / "docs" / "settings.md"
SETTINGS = ROOT / "followup" / "settings.py"
LIBRARY = ROOT / "followup" / "lib" / "env.py"
# Where no Django settings are at hand: entry points, before and outside of them.
MAY_TOUCH_THE_ENVIRONMENT = re.compile(
    r"followup/(lib/(env|clock)|settings|__main__|wsgi|sandbox/[\w/]+)\.py|tasks/timetable\.py"
)


def test_every_setting_is_described() -> None:
    assert _read() - _described() == set()


def test_no_setting_is_described_that_is_not_read() -> None:
    assert _described() - _read() == set()


def test_the_environment_is_read_in_one_place() -> None:
    strays = [
        where(path, node)
        for path in files(*PRODUCT)
        if not MAY_TOUCH_THE_ENVIRONMENT.match(where(path))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    ]
    assert strays == []


def _read() -> set[str]:
    calls = [node for node in ast.walk(tree(SETTINGS)) if isinstance(node, ast.Call)]
    names = {
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == "env"
        and call.func.attr in READERS
    }
    assert names, "no settings found: these tests no longer see what they judge"
    return names


def _described() -> set[str]:
    """The names in the first column of the page's tables."""
    return set(re.findall(r"^\| *`([A-Z0-9_]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
