"""The whole sheet: the forms of the page together, read from the product or from what was typed."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from meadow.goods.actions.photos import MOST_PHOTOS
from meadow.goods.forms.products.answers import ASKED, AnswersForm, asked_about
from meadow.goods.forms.products.photos import PhotoRows, kept, photos_of, show
from meadow.goods.forms.products.variants import SPARE_ROWS, VariantRows, row_of
from meadow.goods.forms.products.words import OPTIONS, ProductForm, option_names, said_of
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import TooManyPhotos
from meadow.goods.taxonomy.tree import Tree
from meadow.goods.texts import PhotoText, ProductText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo


class ProductSheet:
    """The forms of the page: what was typed is never mixed with what somebody else saved meanwhile."""

    def __init__(
        self,
        shop: Shop,
        product: Product | None,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        by: Person | None = None,
    ) -> None:
        self.product, self.data = product, data
        self.known = _known(product)
        self.tree = Tree()
        self.form = ProductForm(data, files, initial=said_of(product))
        self.form.add_translations(product.translations if product else {})
        fresh = data is None
        self.photos = PhotoRows(data, prefix="photos", initial=photos_of(product) if fresh else None)
        choices = show(self.photos, product, by)
        others = {row.photo_id for row in self.known.values() if row.photo_id} - {key for key, _label in choices}
        self.variants = VariantRows(
            data,
            prefix="variants",
            initial=[row_of(variant) for variant in self.known.values()] if fresh else None,
            form_kwargs={
                "currency": shop.currency,
                "names": option_names(self.form.initial if data is None else data),
                "photos": [*choices, *((key, _("A photo of its own")) for key in sorted(others))],
                "known": self.known,
            },
        )
        self.variants.extra = SPARE_ROWS if product is None else 1
        if product is None and self.variants.forms:
            self.variants.forms[0].empty_permitted = False  # a product has at least one variant: ask for its price
        self._name_parts(shop)
        attributes = asked_about(self.chosen, self.tree)
        self.answers = AnswersForm(attributes, product.attributes if product else {}, data)

    @property
    def chosen(self) -> list[int]:
        """The categories that are ticked, whether they are there or not."""
        if self.data is None:
            return list(self.form.initial.get("categories", ()))
        return [int(key) for key in self.data.getlist("categories") if key.isascii() and key.isdecimal()]

    @property
    def has_errors(self) -> bool:
        rows = (self.variants, self.photos)
        return bool(self.form.errors or self.answers.errors or any(one.total_error_count() for one in rows))

    def is_valid(self) -> bool:
        """Whether it can be saved; every field that cannot says why."""
        valid = [self.form.is_valid(), self.variants.is_valid(), self.photos.is_valid(), self.answers.is_valid()]
        return all(valid) and self._options_fit() and self.has_room_for(len(self.form.cleaned_data["uploads"]))

    def quieten(self) -> None:
        """Show what was typed without a word on what is missing: somebody is still at it."""
        forms = [self.form, self.answers, *self.variants.forms, *self.photos.forms]
        for form in forms:
            form.full_clean()
            form.errors.clear()
        self.variants.non_form_errors().clear()

    def has_room_for(self, uploads: int) -> bool:
        """Said before any upload is opened: that takes long, and what is opened is kept."""
        if not uploads or not self.photos.is_valid() or len(list(kept(self.photos))) + uploads <= MOST_PHOTOS:
            return True
        self.form.add_error("uploads", str(TooManyPhotos(limit=MOST_PHOTOS)))
        return False

    def text(self, uploaded: Sequence[Photo]) -> ProductText:
        """What was typed, in the shape that actions take; photos just uploaded follow those shown before."""
        form, product = self.form, self.product
        typed, options = form.cleaned_data, form.named_options()
        shown = sorted(kept(self.photos), key=lambda row: row.cleaned_data["position"])
        assert self.data is not None
        return ProductText(
            title=typed["title"],
            description=typed["description"],
            status=Product.Status(typed["status"]),
            kind=Product.Kind(typed["kind"]) if typed["kind"] else None,
            brand=typed["brand"],
            tags=typed["tags"],
            categories=tuple(category.pk for category in typed["categories"]),
            attributes=self.answers.answers(product.attributes if product else {}, self.data.getlist(ASKED)),
            size_table=form.said("size_table"),
            care=form.said("care"),
            origin=form.said("origin"),
            tax_class=Product.TaxClass(typed["tax_class"]) if typed["tax_class"] else None,
            seo_title=form.said("seo_title"),
            seo_description=form.said("seo_description"),
            preorder_ships_on=form.said("preorder_ships_on", product.preorder_ships_on if product else None),
            publish_at=form.said("publish_at", product.publish_at if product else None),
            is_whole=True,
            options=tuple(options.values()),
            translations=form.translations(),
            variants=tuple(row.text(options) for row in kept(self.variants)),
            seen=frozenset(row.cleaned_data["pk"] for row in self.variants.forms if row.cleaned_data.get("pk")),
            photos=(
                *(PhotoText(photo=row.cleaned_data["photo"], alt=row.cleaned_data["alt"]) for row in shown),
                *(PhotoText(photo=photo.pk) for photo in uploaded),
            ),
        )

    def _options_fit(self) -> bool:
        """Every variant has a value for every named option, and no two have the same ones."""
        options = self.form.named_options()
        seen: set[tuple[str, ...]] = set()
        for row in kept(self.variants):
            for option in OPTIONS:
                if option in options and not row.cleaned_data[option]:
                    row.add_error(option, _("Say which one this is."))
                elif option not in options and row.cleaned_data[option]:
                    row.add_error(option, _("Name this option above first."))
            values = tuple(row.cleaned_data.get(option, "") for option in options)
            if values in seen:
                row.add_error(next(iter(options), "price"), _("Another variant has the same options."))
            seen.add(values)
        return not any(row.errors for row in kept(self.variants))

    def _name_parts(self, shop: Shop) -> None:
        """Have each row know what its parts are called: one statement, and none where there are no parts."""
        named = [(row, _numbered(row["parts"].value())) for row in self.variants.forms]
        keys = {int(key) for _row, parts in named for key, _number in parts}
        found = own_variants(shop).in_bulk(keys) if keys else {}
        for row, parts in named:
            row.shown_parts = [(found[int(key)], number) for key, number in parts if int(key) in found]


def _numbered(parts: Any) -> list[tuple[str, str]]:
    return [(key, number) for key, number in parts or () if key.isascii() and key.isdecimal() and len(key) < 19]


def own_variants(shop: Shop) -> Any:
    """The variants of the shop that a bundle can be made of, with what they are called."""
    goods = Variant.objects.filter(product__shop=shop, product__kind=Product.Kind.GOODS, is_active=True)
    return goods.select_related("product__cover", "stock")


def stock_seen_now(data: QueryDict, product: Product) -> QueryDict:
    """What was typed, knowing what is on hand now: for showing the page again after a count was refused."""
    data = data.copy()
    stocks = dict(Stock.objects.filter(variant__product=product).values_list("variant", "on_hand"))
    for key in [key for key in data if key.startswith("variants-") and key.endswith("-pk")]:
        pk = data.get(key, "")
        if str(pk).isdigit() and int(str(pk)) in stocks:
            data[key.removesuffix("pk") + "seen"] = str(stocks[int(str(pk))])
    return data


def _known(product: Product | None) -> dict[int, Variant]:
    if product is None:
        return {}
    rows = product.variants.filter(is_active=True).select_related("stock").prefetch_related("parts")
    return {variant.pk: variant for variant in rows}
