"""Who may do what."""

import pytest

from followup.clinic import access
from followup.clinic.access import Act
from followup.clinic.models import Role, Staff


def test_every_role_is_in_the_table() -> None:
    assert set(access.ACTS) == set(Role)


def test_the_owner_may_do_all(alice: Staff) -> None:
    assert all(access.may(alice, act) for act in Act)


def test_a_therapist_reviews_but_does_not_change_the_templates(bob: Staff) -> None:
    assert access.may(bob, Act.REVIEW)
    assert not access.may(bob, Act.EDIT_TEMPLATES)


def test_the_front_desk_logs_treatments_but_does_not_judge_replies(bob: Staff) -> None:
    bob.role = Role.FRONT_DESK
    assert access.may(bob, Act.LOG_TREATMENTS)
    assert not access.may(bob, Act.REVIEW)


def test_a_viewer_changes_nothing(bob: Staff) -> None:
    bob.role = Role.VIEWER
    assert {act for act in Act if access.may(bob, act)} == {Act.SEE_PATIENTS, Act.SEE_REPORTS}


def test_somebody_who_has_left_may_do_nothing(alice: Staff) -> None:
    alice.is_active = False
    assert not any(access.may(alice, act) for act in Act)


def test_who_may_not_is_told_whom_to_ask(bob: Staff) -> None:
    with pytest.raises(access.NotAllowed, match="Ask an administrator"):
        access.require(bob, Act.MANAGE_STAFF)
    access.require(bob, Act.REVIEW)
