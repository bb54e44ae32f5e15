"""`followup read` and `followup evaluate-reader`: the reader on JSON lines, without a database."""

import io
import json
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from followup.replies import evaluation


def read(argv: list[str]) -> int:
    """Reads one JSON object a line on standard input and writes one JSON line for each."""
    if argv:
        sys.stderr.write("usage: followup read  (JSON lines on standard input)\n")
        return 2
    _bend(sys.stdin, "replace")
    # What no text can hold is written as JSON writes it.
    _bend(sys.stdout, "backslashreplace")
    try:
        _stream(sys.stdin, sys.stdout)
    except BrokenPipeError:
        # Whoever read it has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def evaluate(argv: list[str]) -> int:
    """Measures the reader on a file of labelled replies."""
    if len(argv) != 1:
        sys.stderr.write("usage: followup evaluate-reader FILE\n")
        return 2
    with open(argv[0], encoding="utf-8") as labelled:  # noqa: PTH123 - may be /dev/stdin
        rows = [json.loads(line) for line in labelled if line.strip()]
    sys.stdout.writelines(f"{line}\n" for line in evaluation.report(rows))
    return 0


def _bend(stream: TextIO, errors: str) -> None:
    """Read or write on where bytes are no text: one bad line must not stop the others."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=errors)


def _stream(lines: Iterable[str], out: TextIO) -> None:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            out.write(json.dumps(_answer(line, number), ensure_ascii=False) + "\n")
            out.flush()


def _answer(line: str, number: int) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "line": number, "error": f"not JSON: {error}"}
    if not isinstance(row, dict):
        return {"id": None, "line": number, "error": "not a JSON object"}
    try:
        return evaluation.answer(row)
    except evaluation.RowError as error:
        return {"id": row.get("id"), "line": number, "error": str(error)}
