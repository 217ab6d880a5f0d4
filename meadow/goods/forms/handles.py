"""The field for a shop's address."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from meadow.goods.handles import LONGEST, SHORTEST
from meadow.goods.models.shops import handle_rule

_LIVE = {
    "hx-get": reverse_lazy("goods:opening-handle-check"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#handle-said",
    "hx-swap": "innerHTML",
}


class ShopHandleField(forms.CharField):
    """The address of a shop; `live` says beside it while it is typed whether it can be had (`#handle-said`)."""

    def __init__(self, *, live: bool, **options: Any) -> None:
        attrs = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off", **(_LIVE if live else {})}
        super().__init__(
            label=_("Address of the shop"),
            min_length=SHORTEST,
            max_length=LONGEST,
            validators=[handle_rule],
            help_text=_("Small letters and digits, with single hyphens between, such as “clay-and-light”."),
            widget=forms.TextInput(attrs=attrs),
            **options,
        )
