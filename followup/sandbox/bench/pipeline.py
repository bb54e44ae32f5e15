"""From planned rows to `accepted`, beside the bare SDK and beside a task for each message."""

import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from statistics import median

from followup.messaging.models import Message
from followup.sandbox.bench import seeding
from followup.sandbox.bench.crew import Crew, crew, seconds
from followup.sandbox.bench.figures import Figure
from followup.sandbox.bench.ground import NOON, Ground
from followup.sandbox.bench.seeding import Practice
from followup.sandbox.bench.textbook import app
from followup.sandbox.house import Process

WORKERS = 2
_CLINICS = 4
_MANY_TURNS = 10_000


def run(ground: Ground) -> list[Figure]:
    """Rounds of all three in turn, so that whatever else the machine does meets them alike."""
    rounds, messages, tasks = (3, 2_000, 200) if ground.quick else (7, 8_000, 1_000)
    clinics = [seeding.practice(at=NOON) for _ in range(_CLINICS)]
    ours, limit, sdk, textbook = [], [], [], []
    with contextlib.ExitStack() as stack:
        workers = stack.enter_context(crew(part="part_dispatch", size=WORKERS, env=ground.env))
        bare = stack.enter_context(crew(part="part_limit", size=WORKERS, env=ground.env))
        stack.enter_context(_celery(ground))
        _warm_up(workers, bare, clinics)
        for number in range(rounds):
            ours.append(_ours(workers, clinics, messages))
            limit.append(_limit(bare, messages, shipped=False))
            sdk.append(_limit(bare, messages, shipped=True))
            textbook.append(_textbook(clinics, tasks, f"round-{number}"))
    return _figures(ours, limit, sdk, textbook)


def _figures(
    ours: Sequence[float],
    limit: Sequence[float],
    sdk: Sequence[float],
    textbook: Sequence[float],
) -> list[Figure]:
    beside = {
        "of_limit": median(a / b for a, b in zip(ours, limit, strict=True)),
        "of_sdk_as_shipped": median(a / b for a, b in zip(ours, sdk, strict=True)),
        "of_textbook": median(a / b for a, b in zip(ours, textbook, strict=True)),
    }
    return [
        Figure(bench="pipeline", unit="messages/s", values=ours, beside=beside),
        Figure(bench="pipeline.limit", unit="messages/s", values=limit),
        Figure(bench="pipeline.sdk_as_shipped", unit="messages/s", values=sdk),
        Figure(bench="pipeline.textbook", unit="messages/s", values=textbook),
    ]


def _warm_up(workers: Crew, bare: Crew, clinics: Sequence[Practice]) -> None:
    """Connections open, templates compiled, statistics made."""
    _ours(workers, clinics, 400)
    _limit(bare, 400, shipped=False)
    _limit(bare, 400, shipped=True)


def _ours(workers: Crew, clinics: Sequence[Practice], messages: int) -> float:
    for practice in clinics:
        seeding.due(practice=practice, people=messages // len(clinics), at=NOON)
    seeding.settle()
    told = workers.play(*[{"until": _MANY_TURNS}] * WORKERS)
    accepted = sum(each["accepted"] for each in told)
    if accepted != messages:
        raise RuntimeError(f"{accepted} of {messages} messages were accepted.")
    return messages / seconds(told)


def _limit(bare: Crew, messages: int, *, shipped: bool) -> float:
    wish = {"count": messages // WORKERS, "shipped": shipped}
    return messages / seconds(bare.play(*[wish] * WORKERS))


def _textbook(clinics: Sequence[Practice], tasks: int, queue: str) -> float:
    """Timed from when the workers may begin: what it costs to publish the tasks is a present."""
    ids = seeding.due(practice=clinics[0], people=tasks, at=NOON)
    seeding.settle()
    for planned_id in ids:
        app.send_task("send_message", [planned_id], queue=queue)
    before, began = _accepted(), time.monotonic()
    app.control.add_consumer(queue)
    while _accepted() < before + tasks:
        time.sleep(0.02)
    took = time.monotonic() - began
    app.control.cancel_consumer(queue)
    return tasks / took


def _accepted() -> int:
    return int(Message.objects.filter(accepted_at__isnull=False).count())


@contextlib.contextmanager
def _celery(ground: Ground) -> Iterator[None]:
    """Two worker processes as Celery starts them by default: prefork."""
    command = [
        sys.executable, "-m", "celery", "-A", "followup.sandbox.bench.textbook", "worker",
        "--concurrency", str(WORKERS), "--loglevel", "WARNING", "--without-gossip",
        "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    worker = Process("textbook", command, ground.env, ground.folder / "textbook.log")
    worker.start()
    try:
        _wait_until_it_listens(worker)
        yield
    finally:
        worker.stop()


def _wait_until_it_listens(worker: Process) -> None:
    deadline = time.monotonic() + 30
    while not app.control.ping(timeout=0.5):
        worker.check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"Celery does not answer: {worker.last_words()}")
