"""The shape of what managers type about collections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import TranslatedForm
from meadow.goods.models.collections import Collection


class CollectionForm(TranslatedForm):
    """What a collection says and shows."""

    translated = ("title", "words")

    title = forms.CharField(label=_("Title"), max_length=80)
    words = forms.CharField(label=_("Words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    cover = forms.FileField(
        label=_("Cover"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), help_text=_("Wide.")
    )
    is_shown = forms.BooleanField(label=_("Shown on the shop's page"), required=False, initial=True)

    def __init__(self, data: Any = None, files: Any = None, *, collection: Collection | None) -> None:
        known = {field: getattr(collection, field) for field in ("title", "words", "is_shown")} if collection else {}
        super().__init__(data, files, initial=known)
        self.add_translations(collection.translations if collection else {})
