"""A few thousand random templates; `make fuzz` throws a million."""

from tests.messaging import fuzz


def test_no_random_source_gets_out_or_takes_long() -> None:
    outcome = fuzz.run(count=4_000, seed=7)
    assert (outcome.slow, outcome.traces) == ([], [])
    assert outcome.counts["rendered"] > 500
    assert outcome.counts["refused"] > 1_000
    assert outcome.counts["looked over"] > 100
