"""The shape of what an author types to open a shop with what people asked for."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.goods.desks import KEEPERS
from meadow.goods.forms.fields import MoneyField
from meadow.goods.forms.opening import BeginForm
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.notes.actions.opening import Chosen
from meadow.venue.notes.wanted import Wanted, wanted_from

NEW = "new"


class NewShopForm(BeginForm):
    """A new shop, by its name and its address; of which kind it is, its application asks."""

    kind = None  # type: ignore[assignment]  # how a form does without an inherited field


class ShopForm(forms.Form):
    """Into which shop: one that this person keeps already, or a new one."""

    shop = forms.ChoiceField(label=_("Into which shop?"))

    def __init__(self, data: QueryDict | None = None, *, person: Person) -> None:
        super().__init__(data)
        shops = Shop.objects.run_by(person, *KEEPERS).exclude(state=Shop.State.CLOSED).order_by("name", "pk")
        self.known = {shop.handle: shop for shop in shops}
        field = self.fields["shop"]
        assert isinstance(field, forms.ChoiceField)
        field.required = bool(self.known)
        field.choices = [
            *((shop.handle, f"{shop.in_words['name']} ({shop.currency})") for shop in shops),
            (NEW, f"{gettext('A new shop')} ({settings.MEADOW_CURRENCY})"),
        ]

    @property
    def meant(self) -> Shop | None:
        """The shop that is meant, or that will most likely be; None is a new one."""
        if self.is_bound:
            return self.known.get(self.data.get("shop", NEW))
        return next(iter(self.known.values()), None)

    @property
    def currencies(self) -> set[str]:
        """Every currency in which prices may be meant here."""
        return {settings.MEADOW_CURRENCY, *(shop.currency for shop in self.known.values())}


class WantedForm(forms.Form):
    """One thing that people asked for: whether it becomes a product, under which title, at which price."""

    # A browser would ask for the price of what is not chosen, too.
    use_required_attribute = False

    chosen = forms.BooleanField(label=_("Make it a product"), required=False)
    title = forms.CharField(label=_("Title"), max_length=200, error_messages={"required": _("Give it a title.")})

    def __init__(self, data: QueryDict | None = None, *, wanted: Wanted, currency: str, label: str) -> None:
        super().__init__(data, prefix=wanted.key, initial={"title": wanted.name})
        self.wanted = wanted
        priceless = _("Give it a price. You can still change it before it is on sale.")
        self.fields["price"] = MoneyField(currency=currency, label=label, error_messages={"required": priceless})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("chosen"):
            # What is not taken along does not hold up the rest.
            self.errors.clear()
        return cleaned

    @property
    def choice(self) -> Chosen | None:
        if not self.cleaned_data.get("chosen"):
            return None
        return Chosen(
            note=self.wanted.note.pk,
            thing=self.wanted.thing.pk if self.wanted.thing else None,
            title=self.cleaned_data["title"],
            price=self.cleaned_data["price"],
        )


class OpeningForm:
    """The whole page: the shop, and what it begins with. A new shop needs its name and address, a known one nothing."""

    def __init__(self, data: QueryDict | None, *, person: Person) -> None:
        named = {name.removesuffix("-chosen") for name in data or {} if name.endswith("-chosen")}
        self.shop = ShopForm(data, person=person)
        self.begins = self.shop.meant is None
        self.new_shop = NewShopForm(data if self.begins else None)
        # A browser would ask for the name of a new shop where none begins.
        self.new_shop.use_required_attribute = not self.shop.known
        self.errors: list[str] = []
        currency = self.shop.meant.currency if self.shop.meant else settings.MEADOW_CURRENCY
        label = gettext("Price in %(currency)s") % {"currency": currency}
        if len(self.shop.currencies) > 1:
            label = gettext("Price")
        # What was chosen is found again, however much else was asked for meanwhile.
        shown = wanted_from(person, keys=None if data is None else {*named, *_shown(data)})
        self.rows = [WantedForm(data, wanted=one, currency=currency, label=label) for one in shown]
        # One row shows how it is done; the others are the author's to choose.
        if self.rows and shown[0].asked:
            self.rows[0].initial["chosen"] = True
        self._lost = named - {one.key for one in shown}

    def is_valid(self) -> bool:
        # Every part is looked at, so that everything that is wrong is said at once.
        parts = [self.shop, *([self.new_shop] if self.begins else []), *self.rows]
        are_valid = [part.is_valid() for part in parts]
        if self._lost:
            self.errors.append(gettext("Something that you chose is not there any more. Please look again."))
        elif not any(row.cleaned_data.get("chosen") for row in self.rows):
            self.errors.append(gettext("Choose at least one thing that your shop begins with."))
        return all(are_valid) and not self.errors

    @property
    def chosen(self) -> list[Chosen]:
        return [row.choice for row in self.rows if row.choice is not None]


def _shown(data: QueryDict) -> list[str]:
    """What the page showed, chosen or not: every row brings its title."""
    return [name.removesuffix("-title") for name in data if name.endswith("-title")]
