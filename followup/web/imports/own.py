"""The import that an address names, of one's own clinic only."""

from django.shortcuts import get_object_or_404

from followup.care.models import TreatmentImport
from followup.web.requests import StaffRequest


def own_import(request: StaffRequest, pk: int) -> TreatmentImport:
    """Raises 404 for what is not there, or belongs to another clinic."""
    visible = TreatmentImport.objects.visible_to(request.user).select_related("clinic", "by")
    found: TreatmentImport = get_object_or_404(visible, pk=pk)
    return found
