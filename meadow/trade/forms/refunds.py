"""The shape of what a shop gives back and calls off."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.plumbing.money import decimal_text
from meadow.trade.forms.fields import AmountField
from meadow.trade.forms.pieces import PiecesForm
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund

_CHOSEN = [Refund.Reason.GOODWILL, Refund.Reason.DAMAGED, Refund.Reason.MISSING]


class RefundForm(PiecesForm):
    """Money to give back: for pieces that the member keeps, as amounts of lines, for sending, or for the whole."""

    shipping = AmountField(label=_("Shipping"), required=False)
    goodwill = AmountField(label=_("For the order as a whole"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), choices=[(one.value, one.label) for one in _CHOSEN])
    words = forms.CharField(label=_("A few words for the member"), max_length=300, required=False)

    def __init__(
        self, *args: Any, order: Order, lines: Sequence[OrderLine], waiting: Mapping[int, int], **kwargs: Any
    ) -> None:
        most = {line.pk: max(line.kept - waiting.get(line.pk, 0), 0) for line in lines}
        super().__init__(*args, lines=lines, most=most, **kwargs)
        self._order = order
        self._all = [line for line in lines if line.refundable > 0]
        for line in self._all:
            self.fields[f"amount_{line.pk}"] = AmountField(label=_("Amount"), required=False, currency=order.currency)
        shipping_left = order.shipping_left(lines)
        self._most = {f"amount_{line.pk}": line.refundable for line in self._all}
        self._most |= {"shipping": shipping_left, "goodwill": order.left}
        for name in ("shipping", "goodwill"):
            field = self.fields[name]
            assert isinstance(field, AmountField)
            field.currency = order.currency
            amount = {"amount": decimal_text(self._most[name], order.currency)}
            field.help_text = gettext("At most %(amount)s.") % amount
        if shipping_left <= 0:
            del self.fields["shipping"]

    @property
    def amounts(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data.get(f"amount_{line.pk}") or 0 for line in self._all}

    @property
    def lines(self) -> list[tuple[OrderLine, BoundField | None, BoundField]]:
        """Each line with its fields: pieces, where some can be given back, and the amount."""
        pieces = {line.pk: field for line, field in self.rows}
        return [(line, pieces.get(line.pk), self[f"amount_{line.pk}"]) for line in self._all]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name, most in self._most.items():
            if (typed.get(name) or 0) > most:
                amount = {"amount": decimal_text(most, self._order.currency)}
                self.add_error(name, gettext("At most %(amount)s can still be given back.") % amount)
        if not self.errors and not any([*self.pieces.values(), *(typed.get(name) for name in self._most)]):
            raise forms.ValidationError(gettext("There is nothing to give back. Say how many pieces, or an amount."))
        return typed


class CallOffForm(PiecesForm):
    """Pieces that cannot be sent, and why."""

    words = forms.CharField(label=_("A few words for the member"), max_length=300, required=False)

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, lines=lines, most={line.pk: line.to_send for line in lines}, all_of_it=True, **kwargs)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(self.pieces.values()):
            raise forms.ValidationError(gettext("Say how many pieces are called off."))
        return typed


class WordsForm(forms.Form):
    """A few words from one side to the other."""

    words = forms.CharField(
        label=_("A few words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
