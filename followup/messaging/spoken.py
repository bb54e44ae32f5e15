"""Says dates, body regions and conditions in the patient's own language; pure."""

import re
from datetime import datetime, tzinfo

from followup.messaging import sms

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
        *("septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
# English without the article, after "your"; Spanish with it, and always in the singular, so that
# one sentence fits every region.
REGIONS = {
    "knee": ("knee", "la rodilla"),
    "thigh": ("thigh", "el muslo"),
    "calf": ("calf", "la pantorrilla"),
    "shin": ("shin", "la espinilla"),
    "ankle": ("ankle", "el tobillo"),
    "foot": ("foot", "el pie"),
    "hip": ("hip", "la cadera"),
    "groin": ("groin", "la ingle"),
    "glute": ("buttock", "la nalga"),
    "pelvis": ("pelvis", "la pelvis"),
    "low_back": ("low back", "la espalda baja"),
    "sacrum": ("tailbone area", "la rabadilla"),
    "abdomen": ("belly", "el abdomen"),
    "upper_back": ("upper back", "la espalda alta"),
    "scapula": ("shoulder blade", "la paletilla"),
    "rib": ("rib area", "el costado"),
    "chest": ("chest wall", "el pecho"),
    "shoulder": ("shoulder", "el hombro"),
    "neck": ("neck", "el cuello"),
    "head": ("head", "la cabeza"),
    "jaw": ("jaw", "la quijada"),
    "upper_arm": ("upper arm", "el brazo"),
    "elbow": ("elbow", "el codo"),
    "forearm": ("forearm", "el antebrazo"),
    "wrist": ("wrist", "la muñeca"),
    "hand": ("hand", "la mano"),
}
_GROUPS = {
    **dict.fromkeys(("knee", "thigh", "calf", "shin", "ankle", "foot"), "leg"),
    **dict.fromkeys(("hip", "groin", "glute", "pelvis", "low_back", "sacrum", "abdomen"), "back"),
    **dict.fromkeys(("upper_back", "scapula", "rib", "chest", "shoulder", "neck"), "chest"),
}
CONDITIONS = {
    "runners_knee": re.compile(r"\brunner|patellofemoral|\bcorredor"),
    "meniscus": re.compile(r"\bmenis[ck]"),
    "osteoarthritis": re.compile(r"osteo-?art|arthrosis|artrosis"),
    "iliotibial_band": re.compile(r"iliotibial|\bit band\b|\bitbs?\b"),
}


def area(region: str, *, language: str, neutral: bool) -> str:
    """What to call the place that was treated: "your knee", or nothing that tells which."""
    known = None if neutral else REGIONS.get(region)
    if language == "es":
        return known[1] if known else "la zona tratada"
    return f"your {known[0]}" if known else "the treated area"


def group(region: str) -> str:
    """Which danger signs belong to a region: those of a leg, the back, the chest, or the others."""
    return _GROUPS.get(region, "other")


def condition(text: str) -> str:
    """The condition that templates know, of the therapist's words for it; empty for any other."""
    words = text.casefold()
    return next((code for code, known in CONDITIONS.items() if known.search(words)), "")


def first_name(name: str, *, longest: int = 20) -> str:
    """The first word of a first name, cut where it would cost a text by itself."""
    words = name.split()
    return words[0][:longest] if words else ""


def moment(instant: datetime, *, zone: tzinfo, language: str, channel: str = "sms") -> str:
    """A visit in local words: "Thu, Mar 5 at 10:30 AM", "jueves 5 de marzo a las 10:30 a. m."."""
    local = instant.astimezone(zone)
    weekday = _WEEKDAYS[_known(language)][local.weekday()]
    month = _MONTHS[_known(language)][local.month - 1]
    if language != "es":
        return f"{weekday}, {month} {local.day} at {clock_time(instant, zone=zone, language='en')}"
    time = clock_time(instant, zone=zone, language="es")
    date = f"{local.day} de {month} {_at(local)} {time}"
    # The á of sábado would make a text of one segment cost three; the date alone is right, too.
    dear = channel == "sms" and sms.count(weekday).encoding == "UCS-2"
    return date if dear else f"{weekday} {date}"


def deadline(
    instant: datetime, *, now: datetime, zone: tzinfo, language: str, channel: str = "sms"
) -> str:
    """By when: "2:30 PM today", "9 AM tomorrow", or the day in words."""
    days = (instant.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days not in {0, 1}:
        day = moment(instant, zone=zone, language=language, channel=channel)
        return f"el {day}" if language == "es" else day
    time = clock_time(instant, zone=zone, language=language)
    if language != "es":
        return f"{time} {('today', 'tomorrow')[days]}"
    return f"{('hoy', 'mañana')[days]} {_at(instant.astimezone(zone))} {time}"


def clock_time(instant: datetime, *, zone: tzinfo, language: str) -> str:
    """The time of day on a twelve-hour clock: "10:30 AM", "9 AM", "10:30 a. m."."""
    local = instant.astimezone(zone)
    half = ("a. m.", "p. m.") if language == "es" else ("AM", "PM")
    minutes = f":{local.minute:02}" if local.minute or language == "es" else ""
    return f"{local.hour % 12 or 12}{minutes} {half[local.hour >= 12]}"


def _at(local: datetime) -> str:
    return "a la" if local.hour % 12 == 1 else "a las"


def _known(language: str) -> str:
    return language if language in _MONTHS else "en"
