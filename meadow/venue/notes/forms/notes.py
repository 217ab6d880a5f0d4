"""The shape of a note as it is composed."""

from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from meadow.goods.models.products import Product
from meadow.venue.notes.actions.things import ThingShown
from meadow.venue.notes.actions.writing import Content, PhotoShown, ProductShown
from meadow.venue.notes.forms.rows import in_one_line, photo_rows, product_rows, thing_rows
from meadow.venue.notes.models.notes import MOST_PHOTOS
from meadow.venue.notes.models.things import LONGEST_NAME


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several uploaded files under one name."""

    widget = ManyFilesInput(attrs={"multiple": True, "accept": "image/*,.heic,.heif"})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        files = data if isinstance(data, list) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


class NoteForm(forms.Form):
    """A note as it is composed.

    Photos already uploaded, products already pinned and things already tagged arrive as rows of parallel fields, so
    that the same form works with scripts and without: `photo`, `alt`, `original`, `position` (and `photo_remove`),
    `pin_product`, `pin_photo`, `pin_x`, `pin_y` (and `pin_remove`), `thing_name`, `thing_photo`, `thing_x`, `thing_y`
    (and `thing_remove`). `photos` takes new files, `product` the address of one more product, `thing` the name of one
    more thing.
    """

    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Use #hashtags, and @handles to mention people."),
    )
    photos = PhotosField(label=_("Add photos"), required=False)
    product = forms.CharField(
        label=_("Show a product"),
        max_length=500,
        required=False,
        help_text=_("Paste the address of the product's page."),
    )
    thing = forms.CharField(
        label=_("Name a thing that is not for sale here"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("A few words, such as “blue vase”. People can ask you where it is from."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        intent: str = "draft",
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.intent = intent
        self.fields["publish_at"].help_text = _("Time zone: %(zone)s") % {"zone": timezone.get_current_timezone_name()}
        self.shown_photos: list[PhotoShown] = []
        self.shown_products: list[ProductShown] = []
        self.shown_things: list[ThingShown] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.shown_photos, self.shown_products = photo_rows(self.data), product_rows(self.data)
            self.shown_things = thing_rows(self.data)
        except ValueError:
            self.add_error(None, _("The photos arrived incomplete. Please reload the page and try again."))
        self._put_product(cleaned)
        if name := in_one_line(cleaned.get("thing") or ""):
            self.shown_things.append(ThingShown(name=name))
        if len(self.shown_photos) + len(cleaned.get("photos", [])) > MOST_PHOTOS:
            self.add_error(
                "photos",
                ngettext_lazy("A note has at most %d photo.", "A note has at most %d photos.", MOST_PHOTOS)
                % MOST_PHOTOS,
            )
        if (
            self.intent != "draft"
            and not self.shown_photos
            and not cleaned.get("photos")
            and not self.errors.get("photos")
        ):
            self.add_error("photos", _("A note needs at least one photo before others can see it."))
        self._check_moment(cleaned)
        return cleaned

    def content(self, new_photos: list[int], *, language: str) -> Content:
        """What was composed, with the photos uploaded just now at the end."""
        photos = [*self.shown_photos, *(PhotoShown(photo=photo) for photo in new_photos)]
        unique = {shown.photo: shown for shown in reversed(photos)}
        ordered = [shown for shown in photos if unique.get(shown.photo) is shown]
        return Content(
            title=self.cleaned_data.get("title", ""),
            text=self.cleaned_data.get("text", ""),
            place=self.cleaned_data.get("place", ""),
            language=language,
            photos=ordered,
            products=list({shown.product: shown for shown in self.shown_products}.values()),
            things=list({shown.name: shown for shown in reversed(self.shown_things)}.values())[::-1],
        )

    def _put_product(self, cleaned: dict[str, Any]) -> None:
        address = cleaned.get("product")
        if not address:
            return
        parts = [unquote(part) for part in urlsplit(address).path.split("/") if part]
        handles = parts[-2:] if len(parts) >= 2 else ["", ""]
        found = Product.objects.on_sale().filter(shop__handle=handles[0], handle=handles[1]).first()
        if found is None:
            self.add_error("product", _("No product on sale has this address."))
        elif found.pk not in {shown.product for shown in self.shown_products}:
            self.shown_products.append(ProductShown(product=found.pk))

    def _check_moment(self, cleaned: dict[str, Any]) -> None:
        moment = cleaned.get("publish_at")
        if moment and cleaned.get("zone"):
            try:
                moment = cleaned["publish_at"] = moment.replace(tzinfo=ZoneInfo(cleaned["zone"]))
            except (ZoneInfoNotFoundError, ValueError):
                self.add_error("publish_at", _("This time zone is not known."))
        if self.intent != "schedule" or self.errors.get("publish_at"):
            return
        if not moment:
            self.add_error("publish_at", _("Choose the moment at which the note is published."))
        elif moment <= timezone.now():
            self.add_error("publish_at", _("This moment has already passed. Please choose a later one."))
