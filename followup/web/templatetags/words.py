"""Filters that turn names of the code into plain words."""

from django import template

from followup.care import reasons
from followup.web import moments, phrases, reach

register = template.Library()

register.filter("spoken", phrases.region)
register.filter("rank", phrases.rank)
register.filter("place", phrases.place)
register.filter("bruise", phrases.bruise)
register.filter("done", phrases.done)
register.filter("planned", phrases.planned)
register.filter("telephone", phrases.telephone)
register.filter("moved", reasons.moved_words)
register.filter("why_unreachable", reach.why_unreachable)
register.filter("how_it_came", reach.how_it_came)
register.filter("left_out", reasons.left_out_words)
register.filter("lasted", phrases.lasted)

# Django brings these to the zone of the page first.
for written in (
    moments.moment,
    moments.moment_of_year,
    moments.to_the_minute,
    moments.to_the_second,
    moments.to_the_second_of_day,
    moments.day,
    moments.weekday,
):
    register.filter(written.__name__, written, expects_localtime=True)
