"""The product sheet: one product, its variants and its photos, as one page of fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from meadow.goods.actions.photos import MOST_PHOTOS
from meadow.goods.forms.fields import ManyFiles, ManyFilesField, MoneyField, TranslatedForm
from meadow.goods.models.products import Category, Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import TooManyPhotos
from meadow.goods.texts import MOST_OPTIONS, MOST_VARIANTS, PhotoText, ProductText, VariantText
from meadow.people.models.photos import Photo

SPARE_ROWS = 3
OPTIONS = tuple(f"option_{number}" for number in range(1, MOST_OPTIONS + 1))


class CategoriesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """Any number of categories, by their names in the language at hand."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.in_words["name"])


class ProductForm(TranslatedForm):
    """What is said of the product as a whole."""

    translated = ("title", "description")

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Plain text, or simple HTML."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=Product.Status.choices)
    categories = CategoriesField(
        label=_("Categories"),
        required=False,
        queryset=Category.objects.all(),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False)
    tags = forms.CharField(label=_("Tags"), max_length=600, required=False, help_text=_("With commas between."))
    option_1 = forms.CharField(
        label=_("First option"), max_length=60, required=False, help_text=_("Such as size or colour.")
    )
    option_2 = forms.CharField(label=_("Second option"), max_length=60, required=False)
    option_3 = forms.CharField(label=_("Third option"), max_length=60, required=False)
    uploads = ManyFilesField(
        label=_("Add photos"), required=False, widget=ManyFiles(attrs={"accept": "image/*", "multiple": True})
    )

    def clean_tags(self) -> tuple[str, ...]:
        tags = tuple(
            dict.fromkeys(tag.strip() for tag in self.cleaned_data["tags"].replace("，", ",").split(",") if tag.strip())
        )
        if any(len(tag) > 60 for tag in tags):
            raise forms.ValidationError(_("A tag has at most 60 characters."))
        return tags

    def clean(self) -> dict[str, Any]:
        found = [self.cleaned_data.get(option, "") for option in OPTIONS]
        named = [option for option in found if option]
        if len(set(named)) < len(named):
            self.add_error(OPTIONS[len(named) - 1], _("Two options have the same name."))
        return self.cleaned_data

    def named_options(self) -> dict[str, str]:
        """The fields of the options that have a name, and the names."""
        return {option: name for option in OPTIONS if (name := self.cleaned_data.get(option, ""))}


class VariantForm(forms.Form):
    """One variant; `seen` is what was on hand when the page was made. Options that have a name are called by it."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    option_1 = forms.CharField(label=_("First option"), max_length=100, required=False)
    option_2 = forms.CharField(label=_("Second option"), max_length=100, required=False)
    option_3 = forms.CharField(label=_("Third option"), max_length=100, required=False)
    sku = forms.CharField(label="SKU", max_length=100, required=False)
    on_hand = forms.IntegerField(label=_("On hand"), min_value=0, max_value=10_000_000, required=False)
    weight_grams = forms.IntegerField(label=_("Weight in grams"), min_value=0, max_value=10_000_000, required=False)
    is_tracked = forms.BooleanField(label=_("Counted"), required=False, initial=True)
    sells_on = forms.BooleanField(label=_("Sells on when none is left"), required=False)

    def __init__(self, *args: Any, currency: str, names: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for option, name in names.items():
            self.fields[option].label = name
        self.fields["price"] = MoneyField(label=_("Price"), currency=currency)
        self.fields["compare_at"] = MoneyField(label=_("Price before"), currency=currency, required=False)
        self.order_fields([*OPTIONS, "sku", "price", "compare_at", "on_hand", "weight_grams"])
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label or ""

    def text(self, options: Mapping[str, str], known: Mapping[int, Variant]) -> VariantText:
        """The row in the shape that actions take; what it does not show stays as the known variant has it."""
        said = self.cleaned_data
        variant = known.get(said["pk"])
        return VariantText(
            pk=variant.pk if variant else None,
            barcode=variant.barcode if variant else "",
            photo=variant.photo_id if variant else None,
            option_values=tuple(said[option] for option in options),
            price=said["price"],
            compare_at=said["compare_at"],
            sku=said["sku"],
            on_hand=said["on_hand"],
            on_hand_seen=said["seen"],
            weight_grams=said["weight_grams"],
            is_tracked=said["is_tracked"],
            sells_on=said["sells_on"],
        )


class PhotoForm(forms.Form):
    """One photo that the product shows."""

    photo = forms.IntegerField(widget=forms.HiddenInput)
    position = forms.IntegerField(label=_("Place in the row"), min_value=1, max_value=99)
    alt = forms.CharField(label=_("What it shows, for people who cannot see it"), max_length=300, required=False)


class LabelledRows(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's formsets take no parameter at run time
    """Rows whose last field, which stands under a column's head, also says by itself that it takes the row away."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take away")
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Take away")


VariantRows = formset_factory(
    VariantForm,
    LabelledRows,
    extra=SPARE_ROWS,
    can_delete=True,
    max_num=MOST_VARIANTS,
    absolute_max=MOST_VARIANTS + 20,
    validate_max=True,
)
PhotoRows = formset_factory(PhotoForm, extra=0, can_delete=True, max_num=MOST_PHOTOS, absolute_max=40)


def empty_row(currency: str, number: int, typed: "QueryDict") -> VariantForm:
    """One more row, as it stands at that place of the table; whoever asked for it goes on typing in it."""
    words: dict[str, Any] = {"currency": currency, "names": _names(typed)}
    row = VariantForm(prefix=f"variants-{number}", empty_permitted=True, use_required_attribute=False, **words)
    VariantRows(prefix="variants", form_kwargs=words).add_fields(row, number)
    row.fields[OPTIONS[0]].widget.attrs["autofocus"] = True
    return row


class ProductSheet:
    """The three forms of the page together: read from the product, or from what was typed."""

    def __init__(
        self,
        shop: Shop,
        product: Product | None,
        data: "MultiValueDict[str, str] | None" = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
    ) -> None:
        self.product = product
        self.known = _known(product)
        self.form = ProductForm(data, files, initial=_said_of(product))
        self.form.add_translations(product.translations if product else {})
        fresh = data is None  # what was typed is never mixed with what somebody else saved meanwhile
        self.variants = VariantRows(
            data,
            prefix="variants",
            initial=[_row_of(variant) for variant in self.known.values()] if fresh else None,
            form_kwargs={
                "currency": shop.currency,
                "names": _names(self.form.initial if data is None else data),
            },
        )
        self.variants.extra = SPARE_ROWS if product is None else 1
        if product is None and self.variants.forms:
            self.variants.forms[0].empty_permitted = False  # a product has at least one variant: ask for its price
        self.photos = PhotoRows(data, prefix="photos", initial=_photos_of(product) if fresh else None)

    def is_valid(self) -> bool:
        """Whether it can be saved; every field that cannot says why."""
        valid = [self.form.is_valid(), self.variants.is_valid(), self.photos.is_valid()]
        return all(valid) and self._options_fit() and self._photos_fit()

    def text(self, uploaded: Sequence[Photo]) -> ProductText:
        """What was typed, in the shape that actions take; photos just uploaded follow those shown before."""
        said, options = self.form.cleaned_data, self.form.named_options()
        shown = sorted(_kept(self.photos), key=lambda row: row.cleaned_data["position"])
        return ProductText(
            title=said["title"],
            description=said["description"],
            status=Product.Status(said["status"]),
            brand=said["brand"],
            tags=said["tags"],
            categories=tuple(category.pk for category in said["categories"]),
            options=tuple(options.values()),
            translations=self.form.translations(),
            variants=tuple(row.text(options, self.known) for row in _kept(self.variants)),
            seen=frozenset(row.cleaned_data["pk"] for row in self.variants.forms if row.cleaned_data.get("pk")),
            photos=(
                *(PhotoText(photo=row.cleaned_data["photo"], alt=row.cleaned_data["alt"]) for row in shown),
                *(PhotoText(photo=photo.pk) for photo in uploaded),
            ),
        )

    def _photos_fit(self) -> bool:
        """Said before any upload is opened: that takes long, and what is opened is kept."""
        if len(list(_kept(self.photos))) + len(self.form.cleaned_data["uploads"]) <= MOST_PHOTOS:
            return True
        self.form.add_error("uploads", str(TooManyPhotos(limit=MOST_PHOTOS)))
        return False

    def _options_fit(self) -> bool:
        """Every variant has a value for every named option, and no two have the same ones."""
        options = self.form.named_options()
        seen: set[tuple[str, ...]] = set()
        for row in _kept(self.variants):
            for option in OPTIONS:
                if option in options and not row.cleaned_data[option]:
                    row.add_error(option, _("Say which one this is."))
                elif option not in options and row.cleaned_data[option]:
                    row.add_error(option, _("Name this option above first."))
            values = tuple(row.cleaned_data.get(option, "") for option in options)
            if values in seen:
                row.add_error(next(iter(options), "price"), _("Another variant has the same options."))
            seen.add(values)
        return not any(row.errors for row in _kept(self.variants))


def stock_seen_now(data: "QueryDict", product: Product) -> "QueryDict":
    """What was typed, knowing what is on hand now: for showing the page again after a count was refused."""
    data = data.copy()
    stocks = dict(Stock.objects.filter(variant__product=product).values_list("variant", "on_hand"))
    for key in [key for key in data if key.startswith("variants-") and key.endswith("-pk")]:
        pk = data.get(key, "")
        if str(pk).isdigit() and int(str(pk)) in stocks:
            data[key.removesuffix("pk") + "seen"] = str(stocks[int(str(pk))])
    return data


def _names(said: Mapping[str, Any]) -> dict[str, str]:
    """What the options are called, by their fields; only those that have a name."""
    return {option: name for option in OPTIONS if (name := str(said.get(option) or "").strip()[:60])}


def _kept(rows: Any) -> Iterator[Any]:
    """The rows of a formset that say something and are not to be taken away."""
    return (row for row in rows.forms if row.cleaned_data and not row.cleaned_data.get("DELETE"))


def _known(product: Product | None) -> dict[int, Variant]:
    if product is None:
        return {}
    return {variant.pk: variant for variant in product.variants.filter(is_active=True).select_related("stock")}


def _said_of(product: Product | None) -> dict[str, Any]:
    if product is None:
        return {"status": Product.Status.DRAFT}
    return {
        "title": product.title,
        "description": product.description,
        "status": product.status,
        "categories": list(product.categories.values_list("pk", flat=True)),
        "brand": product.brand,
        "tags": ", ".join(product.tags),
        **dict(zip(OPTIONS, product.options, strict=False)),
    }


def _row_of(variant: Variant) -> dict[str, Any]:
    stock = variant.stock
    return {
        "pk": variant.pk,
        "seen": stock.on_hand,
        **dict(zip(OPTIONS, variant.option_values, strict=False)),
        "sku": variant.sku,
        "price": variant.price,
        "compare_at": variant.compare_at,
        "on_hand": stock.on_hand,
        "weight_grams": variant.weight_grams,
        "is_tracked": stock.is_tracked,
        "sells_on": stock.sells_on,
    }


def _photos_of(product: Product | None) -> list[dict[str, Any]]:
    if product is None:
        return []
    shown = product.photos.select_related("photo")
    return [
        {"photo": row.photo_id, "position": place, "alt": row.alt, "shown": row.photo}
        for place, row in enumerate(shown, start=1)
    ]
