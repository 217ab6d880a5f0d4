"""Doors for scripts that upload and crop photos; they speak JSON."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meadow.people.actions.photos import Box, crop_photo, put_photo
from meadow.people.forms import CropForm
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words, problem


@require_POST
@signed_in_or_problem
def photos(request: Request) -> HttpResponse:
    """Take in one photo, the field `photo` of a multipart form."""
    limit_writes(request, "photo", times=120, seconds=600)
    file = request.FILES.get("photo")
    if file is None:
        missing = _("Choose a photo.")
        return problem(422, "no-photo", missing, errors={"photo": [missing]})
    try:
        photo = put_photo(file, by=request.user)
    except PictureRefused as refused:
        return _refused(refused, "photo")
    return _shown(photo, status=201)


@require_POST
@signed_in_or_problem
def crop(request: Request, pk: int) -> HttpResponse:
    """Make a new photo of a part of one's own: fractions x, y, w and h."""
    limit_writes(request, "photo", times=120, seconds=600)
    photo = get_object_or_404(Photo.objects.put_here_by(request.user), pk=pk)
    form = CropForm(request.POST)
    if not form.is_valid():
        errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
        return problem(422, "bad-crop", _("This part of the photo cannot be cut out."), errors=errors)
    box = Box(*(form.cleaned_data[side] for side in "xywh"))
    try:
        return _shown(crop_photo(photo, box, by=request.user), status=201)
    except PictureRefused as refused:
        return _refused(refused, "w")


def _shown(photo: Photo, *, status: int) -> HttpResponse:
    words = {"id": photo.pk, "url": photo.url, "width": photo.width, "height": photo.height}
    return JsonResponse({**words, "placeholder": photo.placeholder, "colour": photo.colour}, status=status)


def _refused(refused: PictureRefused, field: str) -> HttpResponse:
    words = in_words(refused)
    return problem(422, refused.code.replace("_", "-"), words, errors={field: [words]})
