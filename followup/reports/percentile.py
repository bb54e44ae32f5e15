"""What Django's aggregates do not have: PostgreSQL's exact percentiles, and lengths in hours."""

from django.db.models import Aggregate, FloatField, Func
from django.db.models.expressions import Combinable, F


class Percentile(Aggregate):
    """The value below which `fraction` of the rows lie, between two rows where need be."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    name = "Percentile"

    def __init__(self, expression: Combinable | str, *, fraction: float) -> None:
        super().__init__(expression, fraction=float(fraction), output_field=FloatField())


def hours_between(earlier: str, later: str) -> Func:
    """The hours from one instant of a row to another."""
    return Func(
        F(later),
        F(earlier),
        template="(EXTRACT(EPOCH FROM (%(expressions)s)) / 3600.0)::double precision",
        arg_joiner=" - ",
        output_field=FloatField(),
    )
