"""Tasks are short, know no rules, and carry ids only: the broker must never hold words."""

import ast
import re

from tests.conventions.source import PRODUCT, Function, files, functions, tree, where

LINES = 6
# The timetable, and whoever cannot wait for it.
ASKS = {"_every", "nudge_later", "later.nudge_later"}
MAY_BE_CARRIED = re.compile(r"^(self|.*_?ids?)$")


def test_a_task_has_at_most_six_lines() -> None:
    assert [place for place, task in _tasks() if _body_lines(task) > LINES] == []


def test_a_task_takes_ids_only() -> None:
    odd = [
        (place, argument.arg)
        for place, task in _tasks()
        for argument in (*task.args.posonlyargs, *task.args.args, *task.args.kwonlyargs)
        if not MAY_BE_CARRIED.match(argument.arg)
    ]
    assert odd == []


def test_each_task_that_is_asked_for_exists_and_each_that_exists_is_asked_for() -> None:
    """By its name, which no type checker sees: a typo would only be a line in the worker's log."""
    asked = {
        name.value
        for path in files(*PRODUCT)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ASKS
        for name in call.args
        if isinstance(name, ast.Constant) and isinstance(name.value, str)
    }
    there = {
        ast.literal_eval(keyword.value).removeprefix("tasks.")
        for _, task in _tasks()
        for decorator in task.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
        if keyword.arg == "name"
    }
    assert asked == there


def _tasks() -> list[tuple[str, Function]]:
    found = [
        (where(path, function), function)
        for path in files("tasks")
        for function in functions(path)
        if any("task" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]
    assert found, "no tasks found: these tests no longer see what they judge"
    return found


def _body_lines(task: Function) -> int:
    body = task.body[1:] if ast.get_docstring(task) else task.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
