"""Filters that say a stop of a protocol in plain words."""

from django import template

from followup.care.draft_stops import DraftStop
from followup.web.protocols import phrases

register = template.Library()

register.filter("stop_kind", phrases.kind)
register.filter("offset", phrases.offset)
register.filter("asks", phrases.asks)
register.filter("nudge", phrases.nudge)
register.filter("useful", phrases.useful)
register.filter("sent_as", phrases.channels)
register.filter("occasion", phrases.occasion)


@register.filter
def window(stop: DraftStop) -> str:
    """Between which hours it may go."""
    return str(phrases.WINDOWS.get(stop.window, stop.window))


@register.filter
def given_up(stop: DraftStop) -> str:
    """What makes it pointless."""
    return str(phrases.STOP_RULES.get(stop.stop_rule, stop.stop_rule))
