"""What somebody uploads to be imported, and how it is to be imported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product

FILES = ".csv,.tsv,.txt,.xlsx,.xml,.json,text/csv,text/xml,application/json"


class UploadForm(forms.Form):
    """A file of products, and perhaps the photos that it names."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, TSV or XLSX from any shop system, or a product feed. Nothing is imported yet."),
        widget=forms.FileInput(attrs={"accept": FILES}),
        error_messages={"empty": _("This file is empty.")},
    )
    photos = forms.FileField(
        label=_("Photos as a ZIP archive"),
        required=False,
        help_text=_("Photos are found by the path or name that the file gives them, else by SKU: SKU.jpg, SKU-2.jpg."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class OptionsForm(forms.Form):
    """How a file is imported."""

    new_status = forms.ChoiceField(
        label=_("New products"),
        required=False,
        choices=[
            ("", _("As the file says")),
            (Product.Status.DRAFT, _("As drafts, to be looked at first")),
            (Product.Status.ACTIVE, _("On sale at once")),
        ],
    )
    fetch_photos = forms.BooleanField(
        label=_("Fetch photos from the addresses in the file"),
        required=False,
        initial=True,
        help_text=_("In the background, once the products are there."),
    )

    @property
    def options(self) -> dict[str, Any]:
        return {"new_status": self.cleaned_data["new_status"], "fetch_photos": self.cleaned_data["fetch_photos"]}
