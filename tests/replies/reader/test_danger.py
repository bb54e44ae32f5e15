"""Danger signs: in plain, played down and misspelt words - and where they mean nothing."""

import pytest

from followup.replies.reader import read
from followup.replies.reader.lexicon import VOCABULARY, lexicon

STANDS = {
    "prob nothing but my calf is kinda hot and puffy today": "clot",
    "cant breath good": "breathing", "i get winded walkin up 1 flight": "breathing",
    "just a little chest tightness lol": "chest", "i fainted but im fine now": "fainting",
    "feaver and chils": "fever", "ran a temp of 101.4": "fever", "my hand went numb": "numb",
    "No bruise. Trouble breathing though.": "breathing", "no pain just numb": "numb",
    "dont want to bother you but knee is super swollen and hot": "joint_hot",
    "is it normal to have chest pain": "chest", "idk if its related but i got a fever": "fever",
    "my husband says my leg is swollen": "clot", "chest hurts if i take a deep breath": "breathing",
    "my wife is driving me to the emergency room": "hospital", "NUMB FOOT": "numb",
    "everyone would be better off if i just wasnt here": "self_harm",
    "there is still a needle in the back of my leg": "needle_left",
    "wont stop bleeding, soaked 3 bandaids": "bleeding", "i peed myself": "bladder_bowel",
    "me falta el aire": "breathing", "traigo calentura": "fever", "se me durmio el pie": "numb",
}  # fmt: skip
MEANS_NOTHING = [
    "no fever, no numbness, nothing", "no fever, chills or numbness",
    "No fever, chills, or swelling.",
    "not hot not swollen not red", "fever? no. numb? no.", "fever: none", "haven't had a fever",
    "what if i get short of breath", "watch for fever", "had a fever last month with the flu",
    "my toes are numb but theyve been numb since my 2014 surgery", "my son has a 102 fever",
    "my dog was at the emergency vet, he couldnt breathe right", "half my class is out with fever",
    "i work at the hospital", "my legs are dead lol", "car died on I-80", "work is killing me",
    "passed out early, slept great", "chest day at the gym", "end of the day",
    "never had any numbness",
    "cabin fever", "see you next week", "used a hot pack on my knee", "my number changed",
    "no me falta el aire ni nada de eso", "sin fiebre", "mi hijo tiene fiebre, yo bien",
]  # fmt: skip


@pytest.mark.parametrize(("text", "flag"), STANDS.items())
def test_a_danger_sign_stands(text: str, flag: str) -> None:
    assert flag in [one.name for one in read(text, asked="soreness", region="knee").flags]


@pytest.mark.parametrize("text", MEANS_NOTHING)
def test_it_is_denied_imagined_long_past_or_somebody_elses(text: str) -> None:
    assert read(text, asked="soreness", region="knee").flags == ()


def test_somebody_who_writes_for_the_patient_is_believed() -> None:
    found = read("This is his wife. He passed out in the shower.", asked="soreness")
    assert [flag.name for flag in found.flags] == ["fainting"]


def test_what_passed_is_seen_today_but_what_stays_is_seen_now() -> None:
    passed = read("my thumb was numb for a bit but its gone now", asked="soreness")
    assert passed.flags == ()
    assert "numb" in [sign.name for sign in passed.signs]
    assert read("my thumb is numb", asked="soreness").flags


def test_a_bad_headache_matters_after_needling_of_the_neck() -> None:
    text = "pounding headache"
    assert read(text, asked="soreness", region="neck").flags
    assert not read(text, asked="soreness", region="calf").flags
    assert read(text, asked="soreness", region="calf").signs


@pytest.mark.parametrize("text", ["yes", "Yes a little", "sí"])
def test_a_yes_to_trouble_breathing_is_a_danger_sign(text: str) -> None:
    (flag,) = read(text, asked="breathing").flags
    assert (flag.name, flag.severity) == ("breathing", "E")


def test_a_flag_names_its_words() -> None:
    (flag,) = read("3. i fainted", asked="soreness").flags
    assert flag.words == "fainted"


def test_every_danger_sign_is_known_in_spanish_too() -> None:
    assert {path.stem for path in VOCABULARY.glob("*.toml")} >= {"en", "es"}
    assert all(rule.severity in {"E", "U"} for rule in lexicon().flags.values())
