"""What a line says of soreness: now, before and later, by the rounds as they were asked."""

import pytest

from followup.replies.models import ReadingRecord
from followup.web.review.course import Scores, around

ROUNDS = [(3, 7), (5, 5), (8, 2)]


@pytest.mark.parametrize(
    ("check_in", "said", "shown"),
    [
        (5, 5, Scores(now=5, before=[7], later=[2])),
        # "large" answers the second question of a round whose score came with the first.
        (5, None, Scores(now=5, before=[7], later=[2])),
        (None, None, Scores(now=None, before=[7, 5, 2], later=[])),
        (9, 4, Scores(now=4, before=[7, 5, 2], later=[])),
    ],
)
def test_a_later_score_is_not_called_an_earlier_one(
    check_in: int | None, said: int | None, shown: Scores
) -> None:
    assert around(check_in, ReadingRecord(soreness=said), ROUNDS) == shown
