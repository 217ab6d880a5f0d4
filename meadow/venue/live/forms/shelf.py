"""The shape of what hosts type about goods: offers and raffles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import MoneyField
from meadow.goods.models.products import Variant
from meadow.venue.live.actions.offers import Terms
from meadow.venue.live.actions.raffles import MINUTES, MOST_WATCHED, MOST_WINNERS, Rules
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import (
    LEAST_COUNTDOWN,
    LEAST_MINUTES,
    MOST_COUNTDOWN,
    MOST_MINUTES,
    Raffle,
    ShelfItem,
)
from meadow.venue.live.questions import prizes_of


class OfferForm(forms.Form):
    """One variant of the shelf at a lower price, for some minutes; the price is in the money of its shop."""

    variant = forms.ChoiceField(label=_("What"))
    price = forms.CharField(label=_("Price in this room"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=100_000, initial=10)
    limit_each = forms.IntegerField(label=_("For each member"), min_value=1, max_value=999, initial=1)
    countdown = forms.IntegerField(
        label=_("Countdown, in seconds"), min_value=LEAST_COUNTDOWN, max_value=MOST_COUNTDOWN, initial=30
    )
    minutes = forms.IntegerField(
        label=_("Open for, in minutes"), min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=5
    )

    def __init__(self, *args: Any, items: list[ShelfItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._variants: dict[str, tuple[Variant, ShelfItem]] = {
            str(variant.pk): (variant, item) for item in items for variant in item.product.variants.all()
        }
        self.fields["variant"].choices = [  # type: ignore[attr-defined]
            (key, _named(variant, item)) for key, (variant, item) in self._variants.items()
        ]
        chosen = self._variants.get(str(self.data.get("variant", ""))) if self.is_bound else None
        first = chosen or next(iter(self._variants.values()), None)
        currency = first[1].product.shop.currency if first else "USD"
        self.fields["price"] = MoneyField(label=_("Price in this room"), currency=currency)
        self.order_fields(["variant", "price"])

    def clean_variant(self) -> Variant:
        return self._variants[self.cleaned_data["variant"]][0]

    @property
    def terms(self) -> Terms:
        typed = self.cleaned_data
        return Terms(**{name: typed[name] for name in ("price", "quantity", "limit_each", "countdown", "minutes")})


class RaffleForm(forms.Form):
    """A prize, who may take part, and for how long."""

    words = forms.CharField(label=_("Prize"), max_length=80)
    prize = forms.TypedChoiceField(label=_("A coupon to go with it"), required=False, coerce=int, empty_value=None)
    gate = forms.ChoiceField(label=_("Who may take part"), required=False, choices=Raffle.Gate.choices)
    watch_seconds = forms.IntegerField(
        label=_("Seconds to have watched"), min_value=0, max_value=MOST_WATCHED, required=False, initial=60
    )
    winners = forms.IntegerField(label=_("Winners"), min_value=1, max_value=MOST_WINNERS, initial=1)
    minutes = forms.IntegerField(label=_("Open for, in minutes"), min_value=MINUTES[0], max_value=MINUTES[1], initial=3)

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prizes = prizes_of(room)
        if prizes:
            self.fields["prize"].choices = [("", _("None")), *prizes]  # type: ignore[attr-defined]
        else:
            del self.fields["prize"]

    @property
    def rules(self) -> Rules:
        typed = self.cleaned_data
        return Rules(
            words=typed["words"],
            prize=typed.get("prize"),
            gate=typed["gate"],
            watch_seconds=typed["watch_seconds"] or 0,
            winners=typed["winners"],
            minutes=typed["minutes"],
        )


def _named(variant: Variant, item: ShelfItem) -> str:
    words = " / ".join(variant.option_words)
    title = str(item.product.in_words["title"])
    return f"{title} · {words}" if words else title
