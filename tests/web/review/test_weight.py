"""What a browser loads before the list stands: little enough for a phone in the basement."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from followup.clinic.models import Clinic, Staff
from followup.replies import tabs
from tests.cast import patient_of
from tests.web.conftest import Enter, Wait

MOST = 100_000
_ASSET = re.compile(r'(?:src|href)="/static/([^"]+)"')


def test_the_first_load_of_review_is_under_100_kilobytes(
    enter: Enter, bob: Staff, clinic: Clinic, wait: Wait
) -> None:
    for number in range(tabs.PAGE):
        wait(patient_of(clinic, "Ann", str(number)), f"about a {number % 10}, a spot like a dime")
    page = enter(bob).get("/review/").content
    assets = set(_ASSET.findall(page.decode()))
    assert {"web/followup.css", "web/review.js", "web/htmx.min.js"} <= assets
    files = [Path(str(finders.find(name))).read_bytes() for name in assets]
    assert sum(len(gzip.compress(each)) for each in (page, *files)) < MOST
