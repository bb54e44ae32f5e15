"""What changed between two texts: both can be read back from it, and little stands twice."""

import time

from hypothesis import given
from hypothesis import strategies as st

from followup.lib.difference import Change, changes

WORDY = st.text("ab \n.é", max_size=60)


@given(WORDY, WORDY)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    found = changes(old, new)
    assert "".join(change.words for change in found if change.what != "new") == old
    assert "".join(change.words for change in found if change.what != "gone") == new


def test_words_are_compared_and_not_letters() -> None:
    assert changes("how sore today?", "how sore tonight?") == [
        Change("same", "how sore "),
        Change("gone", "today"),
        Change("new", "tonight"),
        Change("same", "?"),
    ]


def test_a_blank_between_changed_words_changes_with_them() -> None:
    assert changes("so very sore now", "so quite stiff now")[1:3] == [
        Change("gone", "very sore"),
        Change("new", "quite stiff"),
    ]


def test_the_longest_drafts_are_compared_at_once() -> None:
    begun = time.process_time()
    changes("a b " * 5_000, "b c " * 5_000)
    changes("\n".join("ab"[n % 2] * (n % 7) for n in range(10_000)), "\n" * 10_000)
    assert time.process_time() - begun < 3
