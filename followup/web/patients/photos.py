"""A photo that a patient sent, for the staff of their clinic and nobody else."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.messaging import photos
from followup.messaging.models import InboundPhoto, PhotoState
from followup.web.requests import StaffRequest, note_view


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The picture itself: redrawn as JPEG when it came in, so that it is nothing but a picture."""
    stored = InboundPhoto.objects.visible_to(request.user).filter(state=PhotoState.STORED)
    photo = get_object_or_404(stored, pk=pk)
    note_view(request, subject="photo", subject_id=photo.pk, at=clock.now())
    return HttpResponse(photos.content(photo=photo), content_type="image/jpeg")
