"""What is said of a product as a whole."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import ManyFiles, ManyFilesField, TranslatedForm
from meadow.goods.models.products import Category, Product
from meadow.goods.size_tables import SizeTable, read_size_table, write_size_table
from meadow.goods.texts import MOST_OPTIONS
from meadow.people.countries import country_choices
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.problems import in_words

OPTIONS = tuple(f"option_{number}" for number in range(1, MOST_OPTIONS + 1))
VALUES = tuple(f"values_{number}" for number in range(1, MOST_OPTIONS + 1))
_AT = "%Y-%m-%dT%H:%M"
_DAY = "%Y-%m-%d"


class ProductForm(TranslatedForm):
    """The fields of the product; `values_1` to `values_3` only serve to make rows for the variants."""

    translated = ("title", "description", "care", "seo_title", "seo_description")

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Plain text, or simple HTML."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=Product.Status.choices)
    publish_at = forms.DateTimeField(
        label=_("Goes on sale at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_AT),
        help_text=_("A draft goes on sale by itself at this time."),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Product.Kind.choices, required=False)
    categories = forms.ModelMultipleChoiceField(
        label=_("Categories"), required=False, queryset=Category.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False)
    tags = forms.CharField(label=_("Tags"), max_length=600, required=False, help_text=_("With commas between."))
    option_1 = forms.CharField(
        label=_("First option"), max_length=60, required=False, help_text=_("Such as size or colour.")
    )
    option_2 = forms.CharField(label=_("Second option"), max_length=60, required=False)
    option_3 = forms.CharField(label=_("Third option"), max_length=60, required=False)
    values_1 = forms.CharField(label=_("Values of the first option"), max_length=4000, required=False)
    values_2 = forms.CharField(label=_("Values of the second option"), max_length=4000, required=False)
    values_3 = forms.CharField(label=_("Values of the third option"), max_length=4000, required=False)
    uploads = ManyFilesField(
        label=_("Add photos"), required=False, widget=ManyFiles(attrs={"accept": "image/*", "multiple": True})
    )
    size_table = forms.CharField(
        label=_("Size table"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "A line for each size; the first names the columns. Paste it from a spreadsheet, or put | between."
        ),
    )
    care = forms.CharField(label=_("Care"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    preorder_ships_on = forms.DateField(
        label=_("Pre-order, sent from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format=_DAY),
        help_text=_("Until that day visitors see that it is sent later."),
    )
    tax_class = forms.ChoiceField(label=_("Tax class"), choices=Product.TaxClass.choices, required=False)
    seo_title = forms.CharField(label=_("Title for search engines"), max_length=120, required=False)
    seo_description = forms.CharField(
        label=_("Description for search engines"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for option in OPTIONS:
            self.fields[option].widget.attrs["placeholder"] = " "  # by which the style knows that it is empty
        origin = self.fields["origin"]
        assert isinstance(origin, forms.ChoiceField)
        origin.choices = [("", _("Not said")), *country_choices()]

    def clean_tags(self) -> tuple[str, ...]:
        tags = tuple(
            dict.fromkeys(tag.strip() for tag in self.cleaned_data["tags"].replace("，", ",").split(",") if tag.strip())
        )
        if any(len(tag) > 60 for tag in tags):
            raise forms.ValidationError(_("A tag has at most 60 characters."))
        return tags

    def clean_size_table(self) -> SizeTable:
        try:
            return read_size_table(self.cleaned_data["size_table"])
        except BadInput as error:
            raise forms.ValidationError(in_words(error)) from error

    def clean(self) -> dict[str, Any]:
        found = [self.cleaned_data.get(option, "") for option in OPTIONS]
        named = [option for option in found if option]
        if len(set(named)) < len(named):
            self.add_error(OPTIONS[len(named) - 1], _("Two options have the same name."))
        if self.cleaned_data.get("publish_at") and self.cleaned_data.get("status") != Product.Status.DRAFT:
            self.add_error("publish_at", _("Only a draft waits for its time. Leave one of the two."))
        return self.cleaned_data

    def named_options(self) -> dict[str, str]:
        """The fields of the options that have a name, and the names."""
        return {option: name for option in OPTIONS if (name := self.cleaned_data.get(option, ""))}

    def said(self, field: str, known: Any = None) -> Any:
        """What was typed into a field; what is `known` when the page did not have it."""
        return self.cleaned_data[field] if field in self.data else known


def said_of(product: Product | None) -> dict[str, Any]:
    """What the fields show of a product, or of a new one."""
    if product is None:
        return {"status": Product.Status.DRAFT, "kind": Product.Kind.GOODS, "tax_class": Product.TaxClass.STANDARD}
    plain = ("title", "description", "status", "publish_at", "kind", "brand", "care", "origin", "preorder_ships_on")
    return {
        **{field: getattr(product, field) for field in (*plain, "tax_class", "seo_title", "seo_description")},
        "categories": list(product.categories.values_list("pk", flat=True)),
        "tags": ", ".join(product.tags),
        "size_table": write_size_table(product.size_table),
        **dict(zip(OPTIONS, product.options, strict=False)),
    }


def option_names(said: Mapping[str, Any]) -> dict[str, str]:
    """What the options are called, by their fields; only those that have a name."""
    return {option: name for option in OPTIONS if (name := str(said.get(option) or "").strip()[:60])}
