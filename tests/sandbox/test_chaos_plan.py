"""A plan of chaos: the same seed the same, each fault tried, and nothing left down."""

from collections import Counter

import pytest

from followup.clinic import phone
from followup.sandbox.chaos_plan import plan
from followup.sandbox.faults import parsed

TARGETS = {"worker", "beat", "web", "sandbox", "redis", "postgres"}


def test_the_same_seed_gives_the_same_plan() -> None:
    one, again = plan(seed=7, quick=True), plan(seed=7, quick=True)
    assert one == again
    assert [act.details for act in one.acts] == [act.details for act in again.acts]


def test_another_seed_gives_another_plan() -> None:
    assert plan(seed=7, quick=True) != plan(seed=8, quick=True)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_killed_is_started_again(seed: int, quick: bool) -> None:
    acts = plan(seed=seed, quick=quick).acts
    killed = Counter(act.subject for act in acts if act.verb == "kill")
    assert killed.keys() == TARGETS
    assert killed == Counter(act.subject for act in acts if act.verb == "start")


def test_each_fault_is_one_that_the_sandbox_knows() -> None:
    for act in plan(seed=3, quick=True).acts:
        if act.verb == "fault":
            assert parsed(wish=act.details, fault_id="x").kind == act.subject


def test_every_patient_is_treated_before_they_text_and_has_a_phone_of_their_own() -> None:
    course = plan(seed=4, quick=True)
    treated: set[str] = set()
    for act in course.acts:
        if act.verb == "treat":
            treated.add(act.subject)
        assert act.verb != "text" or act.subject in treated
    numbers = [phone.e164(person.number) for person in course.people]
    assert len(set(numbers)) == len(numbers)
