"""Stops, and what is found about them, in plain words."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from followup.care.draft_stops import DraftStop
from followup.care.judging import Finding
from followup.care.reasons import left_out_words
from followup.web.phrases import region

_DAY = 24 * 60
KINDS: dict[str, Promise] = {
    "aftercare": gettext_lazy("Aftercare advice"),
    "safety_check": gettext_lazy("Breathing check"),
    "check_in": gettext_lazy("Check-in"),
    "next_visit": gettext_lazy("Reminder of the next visit"),
    "booking": gettext_lazy("Invitation to book"),
    "nudge": gettext_lazy("Nudge"),
}
ASKS: dict[str, Promise] = {
    "soreness": gettext_lazy("how sore, 0 to 10"),
    "bruising": gettext_lazy("any bruise"),
    "breathing": gettext_lazy("any trouble breathing or chest pain"),
    "visit": gettext_lazy("is the next visit right"),
}
WINDOWS: dict[str, Promise] = {
    "regular": gettext_lazy("the clinic's hours for messages"),
    "safety": gettext_lazy("every day, 8:00 AM to 8:30 PM"),
}
STOP_RULES: dict[str, Promise] = {
    "none": gettext_lazy("never"),
    "new_treatment": gettext_lazy("when treated again"),
    "booked": gettext_lazy("when treated again, or a visit is booked"),
}
CHANNELS: dict[tuple[str, ...], Promise] = {
    ("sms", "email"): gettext_lazy("a text; an email where no text can go"),
    ("email", "sms"): gettext_lazy("an email; a text where no email can go"),
    ("sms",): gettext_lazy("a text only"),
    ("email",): gettext_lazy("an email only"),
}
_OCCASIONS: dict[str, Promise] = {
    "morning": gettext_lazy("Treated on a morning"),
    "evening": gettext_lazy("Treated in the evening"),
    "friday": gettext_lazy("Treated on a Friday afternoon"),
    "closed": gettext_lazy("Treated the day before the clinic is closed"),
    "clocks": gettext_lazy("Treated the day before the clocks change"),
    "chosen": gettext_lazy("Treated when you chose"),
}


def kind(name: str) -> str:
    """What a stop or a message is for."""
    return str(KINDS.get(name, name.replace("_", " ")))


def occasion(name: str) -> str:
    return str(_OCCASIONS.get(name, name))


def asks(stop: DraftStop) -> str:
    """What it asks, one after the other; nothing where it only tells."""
    return _(", then ").join(str(ASKS[name]) for name in stop.asks)


def channels(stop: DraftStop) -> str:
    return str(CHANNELS.get(stop.channels, " ".join(stop.channels)))


def nudge(stop: DraftStop) -> str:
    if not stop.nudge_days:
        return _("none")
    days = stop.nudge_days
    return ngettext("once, the day after", "once, {days} days after", days).format(days=days)


def useful(stop: DraftStop) -> str:
    """How long it is of use once it was due."""
    return _length(stop.useful_minutes)


def offset(stop: DraftStop) -> str:
    """When it goes, counted from the treatment or the next visit."""
    if stop.anchor == "next_visit":
        days = -stop.offset_days
        return ngettext(
            "{days} day before the next visit", "{days} days before the next visit", days
        ).format(days=days)
    if not stop.minutes:
        return _("at once")
    parts = [
        _days(stop.offset_days) if stop.offset_days else "",
        _length(stop.offset_minutes) if stop.offset_minutes else "",
    ]
    return _("{length} after").format(length=" ".join(filter(None, parts)))


def finding(found: Finding, stops: Iterable[DraftStop]) -> str:
    """What is wrong or odd, what it means, and what to do."""
    names = {stop.slug: f"{kind(stop.kind)}, {offset(stop)}" for stop in stops}
    what = _FINDINGS[found.code](found, names)
    return f"{names[found.slug]}: {what}" if found.slug in names else what


def _days(days: int) -> str:
    return ngettext("{days} day", "{days} days", days).format(days=days)


def _length(minutes: int) -> str:
    if minutes % _DAY == 0:
        return _days(minutes // _DAY)
    hours, rest = divmod(minutes, 60)
    said = ngettext("{hours} hour", "{hours} hours", hours).format(hours=hours) if hours else ""
    if rest:
        said += " " + ngettext("{n} minute", "{n} minutes", rest).format(n=rest)
    return said.strip()


_Said = Callable[[Finding, dict[str, str]], str]
_FINDINGS: dict[str, _Said] = {
    "no_stops": lambda *_all: _("There is no stop. Add one."),
    "too_many_stops": lambda found, _names: _(
        "There are more than {count} stops. Nobody answers so many; take some out."
    ).format(count=found.count),
    "same_time": lambda found, names: _(
        "it goes at the same time as “{other}”. Give one of them another time."
    ).format(other=names.get(found.others[0], "")),
    "asks_first": lambda found, _names: _(
        "its words ask {question}, so this has to be its first question."
    ).format(question=ASKS[found.others[0]]),
    "asks_nothing": lambda *_all: _("its words ask nothing. Take the questions out."),
    "nudge_without_question": lambda *_all: _(
        "it asks nothing, so there is nothing to nudge about. Set the nudge to none."
    ),
    "no_channel": lambda *_all: _("it has no channel. Choose one."),
    "wrong_anchor": lambda *_all: _(
        "only a reminder of the next visit counts from that visit. Remove it and add it anew."
    ),
    "not_before_visit": lambda *_all: _("it has to go at least one day before the visit."),
    "before_treatment": lambda *_all: _("it cannot go before the treatment."),
    "not_the_same_evening": lambda *_all: _("it asks the same evening. Write less than 24 hours."),
    "no_breathing_check": lambda found, _names: _(
        "{regions} follow this protocol, and needling there can reach the lung. Without a "
        "breathing check on the same evening nobody asks."
    ).format(regions=", ".join(region(name) for name in found.others)),
    "no_check_in": lambda *_all: _("No check-in asks how sore it is, so nothing is learned."),
    "nudge_never": lambda found, names: _(
        "its nudge will not go, since “{other}” asks by then."
    ).format(other=names.get(found.others[0], "")),
    "left_out": lambda found, _names: _(
        "it is left out in {count} of the example days ({reasons}). It may be of use for longer."
    ).format(count=found.count, reasons=", ".join(map(left_out_words, found.others))),
    "over_the_cap": lambda found, _names: _(
        "it gives way in {count} of the example days: more messages than the clinic's limit for "
        "a day or a week."
    ).format(count=found.count),
    "words_missing": lambda found, _names: _(
        "its {what} have no words of their own in {language}; English goes out instead."
    ).format(what=found.others[0], language=found.others[1]),
    "words_broken": lambda found, _names: _(
        "its words for {what} cannot be used, and it would be skipped: {why}"
    ).format(what=found.others[0], why=found.others[1]),
}
