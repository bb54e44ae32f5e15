"""What the patient wants of the clinic."""

import pytest

from followup.replies.reader import Intent, read

WANTED = [
    ("STOP", "reminder", "opt_out"), ("please quit texting me", "soreness", "opt_out"),
    ("dont text me anymore", "bruising", "opt_out"), ("Lose my number. thanks", "bruising",
    "opt_out"),
    ("Kindly remove me from your electronic mailing list.", "reminder", "opt_out"),
    ("no thanks, stop", "reminder", "opt_out"), ("ya no me manden mensajes", "reminder", "opt_out"),
    ("PARAR", "soreness", "opt_out"), ("UNSTOP i changed my mind", "aftercare", "opt_in"),
    ("HELP", "reminder", "help"), ("help?", "appointment", "help"),
    ("C", "appointment", "confirm"), ("c u then", "appointment", "confirm"),
    ("yep thurs 330 works", "appointment", "confirm"), ("👍🏼", "appointment", "confirm"),
    ("Loved “Next visit Thu 3:30pm. Reply C to confirm.”", "appointment", "confirm"),
    ("R", "appointment", "reschedule"), ("can we do 4 instead", "appointment", "reschedule"),
    ("Thursday won't work. Friday?", "appointment", "reschedule"),
    ("cant make it thurs", "appointment", "cancel"), ("Cancel", "appointment", "cancel"),
    ("no podré asistir", "appointment", "cancel"), ("please have Marcus call me", "soreness",
    "call_me"),
    ("wrong number", "aftercare", "wrong_person"), ("numero equivocado", "bruising",
    "wrong_person"),
    ("this is jaydens mom, he lost his phone", "reminder", "third_party"),
    ("she's fine, she says a 2. -her mom", "reminder", "third_party"),
    ("is that normal", "soreness", "question"), ("who is this", "bruising", "question"),
    ("3 no. does the neck popping matter tho?", "soreness+bruising", "question"),
    ("someone explain the $85 charge on my bill", "soreness", "complaint"),
    ("me dejaron peor", "checkin72", "complaint"), ("https://photos.example/a/k3", "bruising",
    "media"),
    ("[image]", "soreness", "media"), ("ty ty 🙏", "aftercare", "thanks"),
]  # fmt: skip
FALSE_FRIENDS = [
    ("the pain won't stop", Intent.OPT_OUT), ("I had to stop running after a mile", Intent.OPT_OUT),
    ("walking to the bus stop", Intent.OPT_OUT), ("by the end of the day its a 2", Intent.OPT_OUT),
    ("quit smoking 3 wks ago", Intent.OPT_OUT), ("carried bags from Stop & Shop", Intent.OPT_OUT),
    ("tuve que parar de correr", Intent.OPT_OUT), ("work has been non stop", Intent.OPT_OUT),
    ("That helped SO much", Intent.HELP), ("lol did u even do anything", Intent.QUESTION),
    ("idk like a 5??", Intent.QUESTION), ("no complaints", Intent.COMPLAINT),
    ("my wife checked, none", Intent.THIRD_PARTY), ("im a night nurse", Intent.THIRD_PARTY),
    ("i will call you if it gets worse", Intent.CALL_ME),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asked", "intent"), WANTED)
def test_what_is_wanted_is_heard(text: str, asked: str, intent: str) -> None:
    assert intent in read(text, asked=asked).intents


@pytest.mark.parametrize(("text", "intent"), FALSE_FRIENDS)
def test_a_false_friend_is_not_heard(text: str, intent: Intent) -> None:
    assert intent not in read(text, asked="soreness").intents


def test_a_picture_is_noted_beside_what_was_written() -> None:
    found = read("small one", asked="bruising", has_media=True)
    assert found.bruising == "small"
    assert Intent.MEDIA in found.intents


def test_a_thumb_on_the_score_question_is_nothing_to_answer() -> None:
    found = read(
        "Liked “How sore is the treated area today, 0 (none) to 10 (worst)?”", asked="soreness"
    )
    assert (found.soreness, found.intents, found.understood) == (None, (Intent.OTHER,), True)


@pytest.mark.parametrize("text", ["asdkj", "🐸🐸", "hello", "ok", "same", "idk", "Ggggg bbbb ok"])
def test_what_says_nothing_is_not_understood(text: str) -> None:
    assert not read(text, asked="soreness").understood


@pytest.mark.parametrize("text", ["I'm driving", "will check when i get home", "much better", "👍"])
def test_what_needs_no_person_is_understood(text: str) -> None:
    assert read(text, asked="soreness").understood
