"""The shape of returns: what a member asks for, and what a shop says to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.plumbing.money import decimal_text
from meadow.trade.actions.returns import MOST_PHOTOS, Wanted
from meadow.trade.forms.fields import AmountField
from meadow.trade.models.returns import Return, ReturnLine, ReturnTerms
from meadow.trade.returnable import Givable


class _Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures at once; whether they are pictures is seen when they are opened."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_Photos(attrs={"accept": "image/*", "multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("At most %(most)s photos, please."), params={"most": MOST_PHOTOS})
        return [super(PhotosField, self).clean(file, initial) for file in files]


class ReturnForm(forms.Form):
    """What a member gives back and why, and for an exchange what they would like instead."""

    kind = forms.ChoiceField(label=_("What would you like?"), choices=Return.Kind.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why?"), choices=[("", _("Choose a reason")), *Return.Reason.choices])
    words = forms.CharField(
        label=_("What should the shop know?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField(label=_("Photos"), required=False, help_text=_("Up to six. Only the shop sees them."))

    def __init__(
        self, *args: Any, pieces: Sequence[Givable], instead: Mapping[str, Sequence[Variant]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._pieces = [piece for piece in pieces if not piece.is_refused_for_good]
        for piece in self._pieces:
            self.fields[f"quantity-{piece.key}"] = forms.IntegerField(
                label=_("How many"),
                min_value=0,
                max_value=piece.quantity,
                required=False,
                initial=piece.quantity if len(self._pieces) == 1 else 0,
            )
            swaps = [(str(one.pk), _swap(one)) for one in instead[piece.key]]
            if swaps:
                self.fields[f"instead-{piece.key}"] = forms.ChoiceField(
                    label=_("Instead"), choices=swaps, required=False
                )
        self.can_exchange = any(instead[piece.key] for piece in self._pieces)
        if not self.can_exchange:
            kind = self.fields["kind"]
            assert isinstance(kind, forms.ChoiceField)
            kind.choices = [choice for choice in Return.Kind.choices if choice[0] != Return.Kind.EXCHANGE]

    @property
    def pieces_there(self) -> bool:
        """Whether there is anything that could go back."""
        return bool(self._pieces)

    @property
    def rows(self) -> Iterator[tuple[Givable, BoundField, BoundField | None]]:
        for piece in self._pieces:
            swap = f"instead-{piece.key}"
            yield piece, self[f"quantity-{piece.key}"], self[swap] if swap in self.fields else None

    @property
    def wanted(self) -> list[Wanted]:
        typed = self.cleaned_data
        return [
            Wanted(
                piece.line.pk,
                piece.variant.pk,
                typed.get(f"quantity-{piece.key}") or 0,
                int(typed[swap]) if typed.get(swap := f"instead-{piece.key}") else None,
            )
            for piece in self._pieces
        ]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(one.quantity for one in self.wanted):
            raise forms.ValidationError(gettext("Please choose what to give back, and how many."))
        if typed.get("kind") == Return.Kind.EXCHANGE:
            for piece in self._pieces:
                if typed.get(f"quantity-{piece.key}") and not typed.get(f"instead-{piece.key}"):
                    self.add_error(f"quantity-{piece.key}", gettext("This cannot be exchanged now."))
        return typed


def _swap(variant: Variant) -> str:
    return " / ".join(variant.option_words) or gettext("The same again")


class BackForm(forms.Form):
    """The parcel in which goods go back."""

    carrier = forms.CharField(
        label=_("Carrier"), max_length=60, widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"})
    )
    tracking = forms.CharField(label=_("Tracking number"), max_length=80, required=False)


class RefusalForm(forms.Form):
    """Why a return is refused: the member reads it."""

    words = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class InspectionForm(forms.Form):
    """What was found when the goods came back."""

    deducted = AmountField(label=_("Keep back for damage"), required=False)
    words = forms.CharField(label=_("Why it is kept back"), max_length=300, required=False)
    shipping = AmountField(label=_("Shipping to give back"), required=False)

    def __init__(
        self, *args: Any, ret: Return, lines: Sequence[ReturnLine], worth: int, shipping: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._lines, self._worth, self._currency = lines, worth, ret.order.currency
        for one in lines:
            self.fields[f"restocked_{one.pk}"] = forms.IntegerField(
                label=_("Can be sold again"),
                min_value=0,
                max_value=one.quantity,
                required=False,
                initial=0 if ret.is_shops_fault else one.quantity,
            )
        for name in ("deducted", "shipping"):
            field = self.fields[name]
            assert isinstance(field, AmountField)
            field.currency = self._currency
        self.fields["shipping"].initial = shipping or None
        if ret.is_exchange or ret.is_instant:
            for name in ("deducted", "words", "shipping"):
                del self.fields[name]

    @property
    def restocked(self) -> dict[int, int]:
        return {one.pk: self.cleaned_data.get(f"restocked_{one.pk}") or 0 for one in self._lines}

    @property
    def rows(self) -> list[tuple[ReturnLine, BoundField]]:
        return [(one, self[f"restocked_{one.pk}"]) for one in self._lines]

    @property
    def others(self) -> list[BoundField]:
        return [self[name] for name in ("deducted", "words", "shipping") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        deducted = typed.get("deducted") or 0
        if deducted > self._worth:
            most = {"amount": decimal_text(self._worth, self._currency)}
            self.add_error("deducted", gettext("At most %(amount)s: that is what the goods were paid with.") % most)
        if deducted and not typed.get("words"):
            self.add_error("words", gettext("Say why: the member reads it."))
        return typed


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """How a shop takes goods back."""

    class Meta:
        model = ReturnTerms
        fields = ("address", "words", "approves_at_once", "refunds_shipping")
        widgets = {"address": forms.Textarea(attrs={"rows": 3}), "words": forms.Textarea(attrs={"rows": 3})}
