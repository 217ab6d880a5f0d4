"""The shape of what somebody types about a group of theirs."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.forms.fields import MoneyField
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.groups.actions.making import Plan, Rule
from meadow.venue.groups.models.groups import MOST, NO_LINKS, USUAL, EntryRule, Group
from meadow.venue.groups.running import shops_grouped_by
from meadow.venue.live.models.rooms import Room

ONESELF = "self"
CHOICES = 200
LEVELS = range(2, 7)
Kind = EntryRule.Kind
LINKS = (
    (1, _("Everybody")),
    *((level, _("From level %(level)s") % {"level": level}) for level in LEVELS),
    (NO_LINKS, _("Only those who run the group")),
)
_PLAIN = (
    *("name", "words", "rules", "announcement", "welcome", "capacity"),
    *("is_listed", "asks_first", "overflows", "links_level"),
)


class GroupForm(forms.Form):
    """A group as its owner describes it, and what it asks of whoever comes in."""

    place = forms.ChoiceField(label=_("Begun for"))
    name = forms.CharField(label=_("Name"), max_length=60)
    words = forms.CharField(
        label=pgettext_lazy("group", "What it is about"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    picture = forms.FileField(label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
    remove_picture = forms.BooleanField(label=_("Without this picture"), required=False)
    announcement = forms.CharField(
        label=_("Announcement"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands above what is said. A new one is told to everybody."),
    )
    rules = forms.CharField(label=_("Rules"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    welcome = forms.CharField(
        label=_("Welcome"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What somebody reads who has just joined."),
    )
    is_listed = forms.BooleanField(
        label=_("Anybody can find it"), required=False, help_text=_("Otherwise it is found by invitation alone.")
    )
    asks_first = forms.BooleanField(
        label=_("Somebody has to agree"),
        required=False,
        help_text=_("Whoever wants to come in waits until you answer."),
    )
    capacity = forms.IntegerField(
        label=_("Holds at most"),
        validators=[MinValueValidator(2), MaxValueValidator(MOST)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    overflows = forms.BooleanField(
        label=_("When it is full, go on in another one"),
        required=False,
        help_text=_("The next group is made by itself, with the same words and rules."),
    )
    links_level = forms.TypedChoiceField(label=_("Who may post links to other places"), coerce=int, choices=LINKS)
    follows = forms.BooleanField(label=_("Follow you"), required=False)
    bought = forms.ChoiceField(label=_("Have bought"), required=False)
    spent = MoneyField(label=_("Have spent in the shop at least"), currency="USD", required=False)
    watched = forms.IntegerField(
        label=_("Have watched so many minutes"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    watched_room = forms.ChoiceField(label=_("Of which room"), required=False)
    level = forms.TypedChoiceField(
        label=_("Have a level in another of your groups"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("None")), *((level, _("From level %(level)s") % {"level": level}) for level in LEVELS)],
    )
    invited = forms.BooleanField(label=_("Have an invitation"), required=False)

    entry_fields = ("follows", "bought", "spent", "watched", "watched_room", "level", "invited")

    def __init__(
        self, data: Any = None, files: Any = None, *, maker: Person, group: Group | None = None, place: str = ""
    ) -> None:
        self.group, self.is_buyer = group, maker.is_buyer
        initial: dict[str, Any] = {"place": place, "capacity": USUAL, "is_listed": True, "overflows": True}
        super().__init__(data, files, initial=_said(group) if group else {**initial, "links_level": 2})
        if group is not None:
            self.shops = {str(group.shop_id): group.shop} if group.shop else {}
            del self.fields["place"]
        else:
            self.shops = {str(shop.pk): shop for shop in shops_grouped_by(maker).order_by("name")}
            own = [(ONESELF, _("Yourself, as a buyer"))] if maker.is_buyer else []
            self._choose("place", [*own, *((key, str(shop.in_words["name"])) for key, shop in self.shops.items())])
        if group is None or group.picture_id is None:
            del self.fields["remove_picture"]
        shop = self._shop_at_hand()
        if shop is None:
            for name in ("bought", "spent"):
                del self.fields[name]
        else:
            money = self.fields["spent"]
            assert isinstance(money, MoneyField)
            money.currency = shop.currency
            money.help_text = shop.currency
            products = Product.objects.on_sale().filter(shop=shop).order_by("-pk")[:CHOICES]
            known = [(str(product.pk), str(product.in_words["title"])) for product in products]
            self._choose("bought", [("", _("Nothing in particular")), ("any", _("Something")), *known])
        rooms = Room.objects.filter(shop=shop) if shop else Room.objects.filter(host=maker, shop=None)
        known = [(str(room.pk), room.title) for room in rooms.filter(is_public=True).order_by("-pk")[:CHOICES]]
        self._choose("watched_room", [("", _("Any of yours")), *known])

    @property
    def shop(self) -> Shop | None:
        if self.group is not None:
            return self.group.shop
        return self.shops.get(self.cleaned_data["place"])

    def clean_capacity(self) -> int:
        capacity = int(self.cleaned_data["capacity"])
        if self.group and capacity < self.group.member_count:
            message = _("%(number)s people are in the group already.") % {"number": self.group.member_count}
            raise forms.ValidationError(message)
        return capacity

    def plan(self, *, picture: int | None) -> Plan:
        said = self.cleaned_data
        return Plan(**{name: said[name] for name in _PLAIN}, picture=picture, entry=tuple(self._entry()))

    def _entry(self) -> list[Rule]:
        said = self.cleaned_data
        rules = []
        if said.get("follows"):
            rules.append(Rule(Kind.FOLLOWS))
        if bought := said.get("bought"):
            rules.append(Rule(Kind.BOUGHT, product=None if bought == "any" else int(bought)))
        if said.get("spent"):
            rules.append(Rule(Kind.SPENT, amount=said["spent"]))
        if said.get("watched"):
            room = int(said["watched_room"]) if said["watched_room"] else None
            rules.append(Rule(Kind.WATCHED, amount=said["watched"], room=room))
        if said.get("level"):
            rules.append(Rule(Kind.LEVEL, amount=said["level"]))
        if said.get("invited"):
            rules.append(Rule(Kind.INVITED))
        return rules

    def _shop_at_hand(self) -> Shop | None:
        """Whose goods can be asked for: known before the form is filled in, by address, or by what it was sent with."""
        if self.group is not None:
            return self.group.shop
        chosen = str(self.data.get("place", "") or self.initial.get("place", ""))
        if chosen not in self.shops and len(self.shops) == 1 and not self.is_buyer:
            return next(iter(self.shops.values()))
        return self.shops.get(chosen)

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        if self.group is not None and name in {"bought", "watched_room"}:  # what is asked for stays to be chosen
            kept = EntryRule.objects.filter(group=self.group).select_related("product", "room")
            for rule in kept:
                row = rule.product if name == "bought" else rule.room
                if row is not None and str(row.pk) not in dict(choices):
                    choices = [*choices, (str(row.pk), str(row))]
        field.choices = choices


def _said(group: Group) -> dict[str, Any]:
    said: dict[str, Any] = {field: getattr(group, field) for field in _PLAIN}
    for rule in EntryRule.objects.filter(group=group):
        if rule.kind == Kind.BOUGHT:
            said["bought"] = str(rule.product_id) if rule.product_id else "any"
        elif rule.kind == Kind.WATCHED:
            said |= {"watched": rule.amount, "watched_room": str(rule.room_id or "")}
        elif rule.kind in {Kind.SPENT, Kind.LEVEL}:
            said[rule.kind] = rule.amount
        else:
            said[rule.kind] = True
    return said
