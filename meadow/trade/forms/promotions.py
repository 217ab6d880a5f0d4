"""The shape of promotions and of codes to be generated."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, Product
from meadow.goods.models.shops import Shop
from meadow.trade.actions.promotions import MOST_CODES, plain_code
from meadow.trade.forms.fields import AmountField, PairsField, PercentField, name_fields, names_in
from meadow.trade.models.promotions import WHOLE, Promotion, PromotionCode

PLACES = [("", _("Anywhere")), ("room", _("In live rooms only")), ("group", _("In groups only"))]
_MOST_NAMED = 200


class _Moment(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PromotionForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """One promotion of a shop, or of the platform. What its kind does not use is left out."""

    percent = PercentField(label=_("Per cent off"), required=False, help_text=_("Such as 10 or 12.5."))
    amount = AmountField(label=_("Amount off"), required=False)
    tiers = PairsField(
        label=_("Tiers"),
        required=False,
        help_text=_("In each line from which worth of goods, and how much is taken off: “50 5”."),
    )
    buy = forms.IntegerField(label=_("Pieces to buy"), min_value=0, max_value=100, required=False)
    get = forms.IntegerField(label=_("Pieces that get cheaper"), min_value=0, max_value=100, required=False)
    most_off = AmountField(label=_("At most"), required=False, help_text=_("The most it takes off one checkout."))
    min_goods = AmountField(
        label=_("From goods worth"), required=False, help_text=_("Counted before anything is taken off.")
    )
    code = forms.CharField(
        label=_("Code"), max_length=40, required=False, help_text=_("Capitals and small letters are the same.")
    )
    product_handles = forms.CharField(
        label=_("Products"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Their addresses or handles, one in each line. Left empty, it is for all goods."),
    )
    get_handles = forms.CharField(
        label=_("Products that get cheaper"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where they are others than those that are bought."),
    )
    funded_share = PercentField(label=_("Per cent that the platform bears"), required=False)
    starts_at = _Moment(label=_("Starts at"), required=False)
    ends_at = _Moment(label=_("Ends at"), required=False)

    class Meta:
        model = Promotion
        fields = (
            "name", "kind", "percent", "amount", "tiers", "buy", "get", "get_handles", "most_off",
            "trigger", "code", "min_goods", "first_order", "members_only", "place",
            "product_handles", "collections", "categories",
            "limit_total", "limit_each", "combines", "gives_back", "funded_share", "starts_at", "ends_at", "is_active",
        )  # fmt: skip
        labels = {
            "kind": _("What it gives"),
            "trigger": _("How it begins to count"),
        }
        help_texts = {
            "limit_total": _("How often it may be used by everybody together; for coupons, how many there are."),
            "combines": _("Otherwise it stands alone, and counts when the member pays less with it."),
        }

    by_kind = ("percent", "amount", "tiers", "buy", "get", "code")
    """Fields that are shown where they are needed only."""

    GROUPS = (
        (_("What it gives"), ("name", "kind", "percent", "amount", "tiers", "buy", "get", "get_handles", "most_off")),
        (_("For whom and when"), (
            "trigger", "code", "min_goods", "first_order", "members_only", "place", "starts_at", "ends_at",
        )),
        (_("For which goods"), ("product_handles", "collections", "categories")),
        (_("How often, and with what"), (
            "limit_total", "limit_each", "combines", "gives_back", "funded_share", "is_active",
        )),
    )  # fmt: skip

    def __init__(self, *args: Any, shop: Shop | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shop = shop
        if self.instance.pk is None:
            self.instance.shop = shop
            self.instance.currency = shop.currency if shop else settings.MEADOW_CURRENCY
            self.instance.funded_share = 0 if shop else WHOLE
            self.initial["funded_share"] = self.instance.funded_share
        for name in ("amount", "tiers", "most_off", "min_goods"):
            self.fields[name].currency = self.instance.currency  # type: ignore[attr-defined]  # fields of ours
        place = forms.ChoiceField(label=_("Where it counts"), choices=PLACES, required=False)
        if self.instance.place not in dict(PLACES):
            place.choices = [*PLACES, (self.instance.place, self.instance.place)]
        self.fields["place"] = place
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = Promotion.Kind.choices  # one is chosen from the first moment on
        self._narrow(shop)
        if self.instance.pk:
            self._fill()
        self.fields |= name_fields(self.instance.translations)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        others = [name for name in self.fields if name.startswith("name_")]
        found = []
        for number, (label, names) in enumerate(self.GROUPS):
            shown: list[str] = [*names[:1], *others, *names[1:]] if number == 0 else list(names)
            found.append((label, [self[name] for name in shown if name in self.fields]))
        return found

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("percent", "amount", "min_goods", "funded_share", "buy", "get"):
            if name in self.fields and name in typed and typed[name] is None:
                typed[name] = 0
        typed["tiers"] = [{"from": start, "off": off} for start, off in typed.get("tiers") or []]
        self._check_kind(typed)
        self._check_code(typed)
        typed["products"] = self._named("product_handles", typed)
        typed["gets"] = self._named("get_handles", typed)
        if typed.get("first_order") == Promotion.First.SHOP and self._shop is None:
            self.add_error("first_order", _("The platform's promotions know the first order of all only."))
        if typed.get("starts_at") and typed.get("ends_at") and typed["starts_at"] >= typed["ends_at"]:
            self.add_error("ends_at", _("It ends before it starts."))
        if (limit := typed.get("limit_total")) is not None and limit < max(self.instance.used, self.instance.claimed):
            self.add_error("limit_total", _("It has been used more often than that."))
        self.instance.translations = names_in(typed)
        return typed

    def about(self) -> dict[str, list[Any]]:
        """The goods that it is about, by the names of the fields."""
        typed = self.cleaned_data
        return {name: list(typed.get(name) or ()) for name in ("products", "gets", "collections", "categories")}

    def _narrow(self, shop: Shop | None) -> None:
        collections, categories = self.fields["collections"], self.fields["categories"]
        assert isinstance(collections, forms.ModelMultipleChoiceField)
        assert isinstance(categories, forms.ModelMultipleChoiceField)
        categories.queryset = Category.objects.all()
        if shop is None:
            del self.fields["collections"]
        else:
            del self.fields["funded_share"]  # a shop bears its own
            collections.queryset = Collection.objects.filter(shop=shop)
            collections.widget = forms.CheckboxSelectMultiple()
            collections.queryset = collections.queryset  # hands the choices to the new widget
            if not collections.queryset.exists():
                del self.fields["collections"]

    def _fill(self) -> None:
        promotion = self.instance
        for name in ("percent", "amount", "min_goods", "buy", "get"):
            self.initial[name] = self.initial[name] or None  # nothing is told by an empty field
        self.initial["tiers"] = promotion.steps
        for field, things in (("product_handles", promotion.products), ("get_handles", promotion.gets)):
            self.initial[field] = "\n".join(_address(product) for product in things.select_related("shop"))
        own = promotion.codes.filter(batch="").first()
        self.initial["code"] = own.code if own else ""

    def _check_kind(self, typed: dict[str, Any]) -> None:
        kind = str(typed.get("kind"))
        needed: dict[str, tuple[str, ...]] = {
            Promotion.Kind.PERCENT: ("percent",),
            Promotion.Kind.AMOUNT: ("amount",),
            Promotion.Kind.TIERS: ("tiers",),
            Promotion.Kind.BUNDLE: ("percent", "buy", "get"),
        }
        for name in needed.get(kind, ()):
            if name in typed and not typed[name]:
                self.add_error(name, _("This kind of promotion needs it."))

    def _check_code(self, typed: dict[str, Any]) -> None:
        word = typed["code"] = plain_code(typed.get("code") or "")
        if not word or typed.get("trigger") != Promotion.Trigger.CODE:
            return
        if not word.isprintable():
            self.add_error("code", _("A code is made of letters and digits."))
        others = PromotionCode.objects.filter(shop=self._shop, code=word)
        if self.instance.pk:
            others = others.exclude(promotion=self.instance, batch="")
        if others.exists():
            self.add_error("code", _("This code is taken already."))

    def _named(self, field: str, typed: dict[str, Any]) -> list[Product]:
        """The products whose addresses or handles were typed."""
        words = [line.strip().rstrip("/") for line in str(typed.get(field) or "").split() if line.strip()]
        if len(words) > _MOST_NAMED:
            self.add_error(field, _("At most %(most)s products; a collection holds more.") % {"most": _MOST_NAMED})
            return []
        pairs = [
            tuple(word.split("/")[-2:]) if "/" in word else (self._shop and self._shop.handle, word) for word in words
        ]
        known = Product.objects.filter(handle__in=[pair[1] for pair in pairs]).select_related("shop")
        if self._shop is not None:
            known = known.filter(shop=self._shop)
        by_pair = {(product.shop.handle, product.handle): product for product in known}
        for word, pair in zip(words, pairs, strict=True):
            if pair not in by_pair:
                self.add_error(field, _("There is no product “%(word)s” here.") % {"word": word[:80]})
        return [by_pair[pair] for pair in dict.fromkeys(pairs) if pair in by_pair]


class BatchForm(forms.Form):
    """How many codes to generate, and how often each may be used."""

    number = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=MOST_CODES, initial=100)
    limit = forms.IntegerField(label=_("How often each may be used"), min_value=1, max_value=1_000_000, initial=1)


def _address(product: Product) -> str:
    return f"{product.shop.handle}/{product.handle}"
