"""Tasks are short, know no rules, and carry ids only: the broker must never hold words."""

import ast
import re

from tests.conventions.source import Function, files, functions, where

LINES = 6
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
