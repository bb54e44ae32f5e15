"""What a therapist must see now, today, or not at all."""

import pytest

from followup.replies.reader import Bruising, Flag, Intent, Reading, Sign, Span
from followup.replies.triage import Rules, Urgency, Verdict, expected_band, judge

HERE = Span(0, 4, "x")
FEVER = Flag("fever", "U", HERE, "fever")
BREATHING = Flag("breathing", "E", HERE, "cant breathe")


def reading(
    soreness: int | None = None,
    bruising: Bruising | None = None,
    intents: tuple[Intent, ...] = (Intent.ANSWER,),
    flags: tuple[Flag, ...] = (),
    signs: tuple[str, ...] = (),
    *,
    understood: bool = True,
) -> Reading:
    return Reading(
        soreness, bruising, intents, flags, tuple(Sign(name, HERE, name) for name in signs),
        (), 0.9, understood,
    )  # fmt: skip


def verdict(
    of: Reading,
    hours: float = 24,
    *,
    thinned: bool | None = False,
    history: tuple[int, ...] = (),
    rules: Rules | None = None,
) -> Verdict:
    return judge(
        of, asked="soreness", region="knee", hours_after=hours, anticoagulant=thinned,
        history=history, rules=rules or Rules(),
    )  # fmt: skip


@pytest.mark.parametrize("score", [0, 3, 5, 6])
def test_soreness_up_to_6_is_expected_in_the_first_days(score: int) -> None:
    assert verdict(reading(score)).urgency is Urgency.ROUTINE


@pytest.mark.parametrize(("score", "hours"), [(7, 24), (8, 48), (4, 72), (5, 96)])
def test_more_soreness_than_expected_by_now_is_seen_today(score: int, hours: float) -> None:
    found = verdict(reading(score), hours)
    assert found.urgency is Urgency.ATTENTION
    assert found.reasons[0].words.startswith(f"soreness {score}, expected at most")


@pytest.mark.parametrize("score", [9, 10])
def test_a_reply_of_9_or_10_is_seen_now(score: int) -> None:
    found = verdict(reading(score))
    assert found.urgency is Urgency.URGENT
    assert not found.emergency


def test_a_joking_10_is_seen_today_not_now() -> None:
    assert verdict(reading(10, signs=("joking",))).urgency is Urgency.ATTENTION


def test_a_danger_sign_outranks_a_low_score() -> None:
    found = verdict(reading(0, flags=(FEVER,)))
    assert found.urgency is Urgency.URGENT
    assert found.reasons[0].code == "flag:fever"
    assert not found.emergency


def test_trouble_breathing_is_an_emergency() -> None:
    assert verdict(reading(2, flags=(BREATHING,))).emergency


def test_a_large_bruise_is_seen_today() -> None:
    assert verdict(reading(2, Bruising.LARGE)).urgency is Urgency.ATTENTION


@pytest.mark.parametrize("bruise", [Bruising.SMALL, Bruising.PRESENT])
def test_any_bruise_on_an_anticoagulant_is_seen_today(bruise: Bruising) -> None:
    assert verdict(reading(2, bruise)).urgency is Urgency.ROUTINE
    assert verdict(reading(2, bruise), thinned=True).urgency is Urgency.ATTENTION


def test_a_clinic_may_treat_an_unknown_anticoagulant_as_a_yes() -> None:
    careful = Rules(unknown_anticoagulant_is_yes=True)
    small = reading(2, Bruising.SMALL)
    assert verdict(small, thinned=None).urgency is Urgency.ROUTINE
    assert verdict(small, thinned=None, rules=careful).urgency is Urgency.ATTENTION


def test_no_bruise_on_an_anticoagulant_is_expected() -> None:
    assert verdict(reading(2, Bruising.NONE), thinned=True).urgency is Urgency.ROUTINE


def test_soreness_that_rises_is_seen_today() -> None:
    assert verdict(reading(5), history=(3,)).urgency is Urgency.ATTENTION
    assert verdict(reading(5), history=(6,)).urgency is Urgency.ROUTINE


def test_soreness_that_has_not_eased_matters_from_the_third_day() -> None:
    still = reading(2, signs=("not_eased",))
    assert verdict(still, 24).urgency is Urgency.ROUTINE
    assert verdict(still, 72).urgency is Urgency.ATTENTION


@pytest.mark.parametrize(
    "intent",
    [Intent.QUESTION, Intent.CALL_ME, Intent.RESCHEDULE, Intent.CANCEL, Intent.COMPLAINT,
     Intent.WRONG_PERSON, Intent.THIRD_PARTY, Intent.MEDIA],
)  # fmt: skip
def test_what_a_person_must_answer_is_seen_today(intent: Intent) -> None:
    assert verdict(reading(1, intents=(intent,))).urgency is Urgency.ATTENTION


@pytest.mark.parametrize(
    "intent", [Intent.OPT_OUT, Intent.OPT_IN, Intent.HELP, Intent.CONFIRM, Intent.THANKS]
)
def test_what_is_handled_by_itself_is_routine(intent: Intent) -> None:
    assert verdict(reading(intents=(intent,))).urgency is Urgency.ROUTINE


def test_what_could_not_be_read_goes_to_a_person() -> None:
    found = verdict(reading(understood=False))
    assert found.urgency is Urgency.ATTENTION
    assert [reason.words for reason in found.reasons] == ["could not be read"]


def test_every_verdict_names_a_reason() -> None:
    for one in (reading(1), reading(), reading(9), reading(understood=False)):
        assert verdict(one).reasons


def test_the_band_narrows_on_the_third_day() -> None:
    assert expected_band(24, "knee", Rules()) == (0, 6)
    assert expected_band(72, "knee", Rules()) == (0, 3)


def test_a_clinic_may_expect_less_of_a_region() -> None:
    rules = Rules(region_most={"neck": 4})
    assert expected_band(24, "neck", rules) == (0, 4)
    assert expected_band(24, "knee", rules) == (0, 6)
    assert verdict(reading(5), rules=Rules(region_most={"knee": 4})).urgency is Urgency.ATTENTION
