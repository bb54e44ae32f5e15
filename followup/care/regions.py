"""The regions of the body that a treatment may name, and what else exports call them."""

import re

REGIONS = (
    *("knee", "thigh", "calf", "shin", "ankle", "foot", "hip", "groin", "glute", "pelvis"),
    *("low_back", "sacrum", "abdomen", "upper_back", "scapula", "rib", "chest", "shoulder"),
    *("neck", "head", "jaw", "upper_arm", "elbow", "forearm", "wrist", "hand"),
)
_ALSO = {
    "lower_back": "low_back",
    "lumbar": "low_back",
    "lumbar_spine": "low_back",
    "back": "low_back",
    "mid_back": "upper_back",
    "thoracic": "upper_back",
    "thoracic_spine": "upper_back",
    "thorax": "chest",
    "sacral": "sacrum",
    "cervical": "neck",
    "cervical_spine": "neck",
    "buttock": "glute",
    "lower_leg": "calf",
    "hamstring": "thigh",
    "quad": "thigh",
    "quadriceps": "thigh",
    "arm": "upper_arm",
    "achilles": "calf",
}


def known(word: str) -> str | None:
    """The region that a word stands for, with or without its side; None where it is not known."""
    plain = re.sub(r"[\s_-]+", "_", word.strip().casefold())
    plain = re.sub(r"^(left|right|l|r|both|bilateral)_|_(left|right|l|r)$", "", plain)
    for name in (plain, plain.removesuffix("s")):
        if name in REGIONS:
            return name
        if name in _ALSO:
            return _ALSO[name]
    return None
