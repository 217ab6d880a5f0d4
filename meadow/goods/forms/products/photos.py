"""The rows of photos: which ones a product shows, in which order and words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meadow.goods.actions.photos import MOST_PHOTOS
from meadow.goods.forms.products.variants import LabelledRows
from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo


class PhotoForm(forms.Form):
    """One photo that the product shows."""

    shown: Photo | None = None

    photo = forms.IntegerField(widget=forms.HiddenInput)
    position = forms.IntegerField(label=_("Place in the row"), min_value=1, max_value=99)
    alt = forms.CharField(label=_("What it shows, for people who cannot see it"), max_length=300, required=False)


PhotoRows = formset_factory(PhotoForm, LabelledRows, extra=0, can_delete=True, max_num=MOST_PHOTOS, absolute_max=40)


def photos_of(product: Product | None) -> list[dict[str, Any]]:
    """What the rows show of a product's photos."""
    if product is None:
        return []
    return [
        {"photo": row.photo_id, "position": place, "alt": row.alt}
        for place, row in enumerate(product.photos.all(), start=1)
    ]


def with_uploads(data: QueryDict, uploaded: Sequence[Photo]) -> QueryDict:
    """What was typed, with rows for photos that were put meanwhile, so that nobody has to choose a file again."""
    data = data.copy()
    count = _number(data.get("photos-TOTAL_FORMS"))
    for place, photo in enumerate(uploaded, start=count):
        data[f"photos-{place}-photo"] = str(photo.pk)
        data[f"photos-{place}-position"] = str(place + 1)
        data[f"photos-{place}-alt"] = ""
    data["photos-TOTAL_FORMS"] = str(count + len(uploaded))
    data.setdefault("photos-INITIAL_FORMS", "0")
    return data


def show(rows: Any, product: Product | None, by: Person | None) -> list[tuple[int, str]]:
    """Have each row know the photo that it is about, in one statement; returns the photos to choose from.

    Only photos that the product shows or that the person put here are shown.
    """
    keys = [_number(row["photo"].value()) for row in rows.forms]
    own = Q(pk__in=product.photos.values("photo")) if product else Q(pk=None)
    if by is not None:
        own |= Q(pk__in=Photo.objects.put_here_by(by).values("pk"))
    found = Photo.objects.filter(own, pk__in=keys).in_bulk() if keys else {}
    choices = []
    for place, (row, key) in enumerate(zip(rows.forms, keys, strict=True), start=1):
        row.shown = found.get(key)
        if row.shown:
            choices.append((key, _now("Photo %(number)s") % {"number": place}))
    return choices


def kept(rows: Any) -> Iterable[Any]:
    """The rows of a formset that say something and are not to be taken away."""
    return (row for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE"))


def _number(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
