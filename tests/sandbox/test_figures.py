"""What a bench says of its rounds, to a machine and to a person."""

import json

import pytest

from followup.sandbox.bench.figures import Figure, percentile, rounded, table

_PIPELINE = Figure(
    bench="pipeline",
    unit="messages/s",
    values=[1451.7, 1040.2, 1683.9],
    beside={"of_limit": 0.2951},
)


def test_a_line_for_a_machine_has_the_median_the_spread_and_what_it_is_beside() -> None:
    assert json.loads(_PIPELINE.as_json()) == {
        "bench": "pipeline",
        "unit": "messages/s",
        "median": 1450.0,
        "spread": [1040.0, 1680.0],
        "rounds": 3,
        "of_limit": 0.295,
    }


def test_a_row_for_a_person_says_the_same() -> None:
    assert _PIPELINE.as_row() == (
        "pipeline", "1450 messages/s", "1040 - 1680", "of limit 0.295",
    )  # fmt: skip


def test_a_table_has_a_line_for_each_and_its_columns_stand_under_each_other() -> None:
    short = Figure(bench="a", unit="s", values=[1.0])
    head, first, second = table([_PIPELINE, short]).splitlines()
    assert head.index("median") == first.index("1450") == second.index("1 s")


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [([3.0, 1.0, 2.0], 0.5, 2.0), (list(range(100)), 0.99, 99), ([7.0], 0.99, 7.0)],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], part: float, expected: float
) -> None:
    assert percentile(values, part) == expected


def test_the_slowest_of_few_counts_for_the_p99() -> None:
    assert percentile([0.4, 0.6, 3.4], 0.99) == 3.4


@pytest.mark.parametrize(
    ("value", "expected"), [(0.29512, 0.295), (12345.6, 12300.0), (1000, 1000), (0, 0)]
)
def test_three_digits_count_and_a_count_stays_whole(value: float, expected: float) -> None:
    assert rounded(value) == expected
