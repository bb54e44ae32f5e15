"""What a region of the body may be called."""

import pytest

from followup.care import regions


@pytest.mark.parametrize(
    ("word", "region"),
    [
        ("knee", "knee"),
        (" Knees ", "knee"),
        ("left knee", "knee"),
        ("Knee (R)", None),
        ("R knee", "knee"),
        ("knee left", "knee"),
        ("Low Back", "low_back"),
        ("low-back", "low_back"),
        ("lumbar", "low_back"),
        ("thoracic", "upper_back"),
        ("hamstrings", "thigh"),
        ("kneee", None),
        ("", None),
    ],
)
def test_a_region_is_known_by_what_exports_call_it(word: str, region: str | None) -> None:
    assert regions.known(word) == region


def test_every_other_name_leads_to_a_region() -> None:
    assert all(regions.known(name) in regions.REGIONS for name in regions.REGIONS)
