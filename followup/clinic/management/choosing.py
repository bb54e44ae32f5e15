"""Which clinic a command is about."""

from django.core.management.base import CommandError

from followup.clinic.models import Clinic


def chosen_clinic(slug: str) -> Clinic:
    """The one of that slug, or the only one. Raises CommandError, naming those there are."""
    clinics = Clinic.objects.filter(slug=slug) if slug else Clinic.objects.all()
    if clinics.count() != 1:
        known = ", ".join(Clinic.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"Say which clinic with --clinic. There are: {known}.")
    return clinics.get()
