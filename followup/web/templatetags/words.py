"""Filters that turn names of the code into plain words."""

from django import template

from followup.care import reasons
from followup.web import phrases

register = template.Library()

register.filter("spoken", phrases.region)
register.filter("place", phrases.place)
register.filter("planned", phrases.planned)
register.filter("telephone", phrases.telephone)
register.filter("moved", reasons.moved_words)
register.filter("left_out", reasons.left_out_words)
