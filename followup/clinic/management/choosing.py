"""Which clinic a command is about."""

from django.core.management.base import CommandError

from followup.clinic.models import Clinic


def chosen_clinic(slug: str, *, returncode: int = 1) -> Clinic:
    """The one of that slug, or the only one. Raises CommandError, naming those there are."""
    clinics = list(Clinic.objects.filter(slug=slug) if slug else Clinic.objects.all()[:2])
    if len(clinics) == 1:
        return clinics[0]
    known = ", ".join(Clinic.objects.order_by("slug").values_list("slug", flat=True)[:20])
    advice = f"Name one with --clinic: {known}." if known else "Make one with found-clinic."
    what = f"There is no clinic {slug!r}. " if slug else ""
    raise CommandError(what + advice, returncode=returncode)
