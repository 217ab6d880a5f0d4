"""The shape of what buyers, shops and operators type about cooperation."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Address, Person
from meadow.trade.actions.plans import PlanContent
from meadow.trade.forms.fields import PercentField
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.plans import Plan, SampleKind
from meadow.trade.terms import MOST_RATE, MOST_STEPS, Terms

MOST_PLACES = 5


class _Links(forms.CharField):
    """Addresses elsewhere, one in a line."""

    def clean(self, value: Any) -> Any:
        check = forms.URLField(assume_scheme="https")
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_PLACES:
            raise forms.ValidationError(_("At most %(most)s lines."), params={"most": MOST_PLACES})
        links = []
        for line in lines:
            link = check.clean(line)
            if len(link) > 200 or not link.startswith(("https://", "http://")):
                raise forms.ValidationError(_("“%(link)s” is no address on the web."), params={"link": line[:60]})
            links.append(link)
        return links

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ProfessionForm(forms.Form):
    """What a buyer tells about what they do."""

    curates = forms.CharField(
        label=_("What do you curate?"),
        max_length=300,
        help_text=_("For shops that think about you: which things, for whom."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    places = _Links(
        label=_("Where else do you show it?"),
        required=False,
        max_length=1200,
        help_text=_("Addresses of your pages elsewhere, one in a line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BeginningForm(ProfessionForm):
    """The same, and the terms accepted."""

    accepts = forms.BooleanField(label=_("I have read the terms and accept them."))


class SteppedField(forms.CharField):
    """Higher rates from so many pieces on, one in a line: `10: 12.5`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        percent, steps = PercentField(), {}
        for line in str(super().clean(value)).splitlines():
            words = line.replace(":", " ").replace("：", " ").replace("=", " ").split()
            if not words:
                continue
            if len(words) != 2 or not words[0].isascii() or not words[0].isdecimal() or len(words[0]) > 7:
                raise forms.ValidationError(
                    _("Write two numbers in each line: “%(line)s”."), params={"line": line[:40]}
                )
            if int(words[0]) in steps:
                raise forms.ValidationError(_("“%(text)s” is there twice."), params={"text": words[0]})
            steps[int(words[0])] = percent.clean(words[1])
        if len(steps) > MOST_STEPS:
            raise forms.ValidationError(_("At most %(most)s lines."), params={"most": MOST_STEPS})
        return sorted(steps.items())

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{sales}: {PercentField().prepare_value(rate)}" for sales, rate in value)


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """The terms of a plan; what it is about is chosen beside it."""

    rate = PercentField(label=_("Commission in per cent"), help_text=_("Of what is paid without tax, at most 90."))
    steps = SteppedField(
        label=_("Higher from so many sold"),
        required=False,
        help_text=_("One step in a line, such as “10: 12.5”: from the tenth piece on 12.5 per cent."),
    )
    room_off = PercentField(
        label=_("Most off in live rooms, in per cent"),
        required=False,
        help_text=_("So much cheaper a buyer may offer it for some minutes in a room of their own. You bear it."),
    )
    begins_at = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_at = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Plan
        fields = (
            *("kind", "name", "words", "rate", "steps", "needs_approval", "deadline_days", "sample", "samples"),
            *("room_off", "begins_at", "ends_at"),
        )
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shop = shop
        if self.instance.state == Plan.State.ACTIVE:
            self.fields["kind"].disabled = True
        for name in ("begins_at", "ends_at"):
            at = getattr(self.instance, name)
            if at is not None:
                # The end is the beginning of the day after the last one.
                day = timezone.localtime(at).date()
                self.initial[name] = day if name == "begins_at" else day - timedelta(days=1)

    def clean_rate(self) -> int:
        rate: int = self.cleaned_data["rate"]
        if rate > MOST_RATE:
            raise forms.ValidationError(_("A commission is at most 90 per cent."))
        return rate

    def clean_room_off(self) -> int:
        off: int = self.cleaned_data["room_off"] or 0
        if off > MOST_RATE:
            raise forms.ValidationError(_("At most 90 per cent."))
        return off

    def clean_deadline_days(self) -> int | None:
        days: int | None = self.cleaned_data["deadline_days"]
        if days is not None and not 1 <= days <= 365:
            raise forms.ValidationError(_("Between 1 and 365 days."))
        return days

    def clean_begins_at(self) -> datetime | None:
        return _midnight(self.cleaned_data["begins_at"])

    def clean_ends_at(self) -> datetime | None:
        day = self.cleaned_data["ends_at"]
        return _midnight(day + timedelta(days=1)) if day else None

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if "rate" in typed and "steps" in typed:
            try:
                Terms(typed["rate"], tuple(typed["steps"]))
            except ValueError:
                self.add_error("steps", _("Each step begins later than the one before and is no lower, at most 90."))
        begins, ends = typed.get("begins_at"), typed.get("ends_at")
        if begins and ends and begins >= ends:
            self.add_error("ends_at", _("The end comes after the beginning."))
        return typed

    def content(self, plan: Plan | None) -> PlanContent:
        """What was typed, with what the plan is about already."""
        typed = self.cleaned_data
        return PlanContent(
            kind=typed["kind"],
            name=typed["name"],
            terms=Terms(typed["rate"], tuple(typed["steps"])),
            words=typed["words"],
            needs_approval=typed["needs_approval"],
            deadline_days=typed["deadline_days"],
            sample=typed["sample"],
            samples=typed["samples"],
            room_off=typed["room_off"],
            whole_shop=plan.whole_shop if plan else typed["kind"] != Plan.Kind.TARGETED,
            products=list(plan.products.all()) if plan else (),
            collections=list(plan.collections.all()) if plan else (),
            begins_at=typed["begins_at"],
            ends_at=typed["ends_at"],
        )

    def _post_clean(self) -> None:
        """Nothing is put into the plan here: the action does."""


class GoodsForm(forms.Form):
    """What a plan is about, beside products that are named one by one."""

    whole_shop = forms.BooleanField(label=_("All goods of the shop"), required=False)
    collections = forms.ModelMultipleChoiceField(
        Collection.objects.none(), label=_("Collections"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"whole_shop": plan.whole_shop, "collections": list(plan.collections.all())})
        super().__init__(*args, **kwargs)
        field = self.fields["collections"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = plan.shop.collections.all()


class AnswerForm(forms.Form):
    """Yes or no, with words."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    words = forms.CharField(label=_("Words"), max_length=300, required=False)

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class InviteForm(forms.Form):
    """A buyer by their handle."""

    handle = forms.CharField(label=_("Handle of a buyer"), max_length=31)
    words = forms.CharField(label=_("Words to them"), max_length=300, required=False)

    def clean_handle(self) -> Person:
        handle = self.cleaned_data["handle"].strip().removeprefix("@").lower()
        found = Person.objects.filter(handle=handle, is_active=True, is_buyer=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no buyer of that handle."))
        return found


class PickForm(forms.Form):
    """What a buyer says when picking or applying."""

    words = forms.CharField(label=_("Words to the shop"), max_length=500, required=False)


class SampleForm(forms.Form):
    """Which variant somebody would like to try, and where a free one is to go."""

    variant = forms.ModelChoiceField(Variant.objects.none(), label=_("Which one"))
    address = forms.ModelChoiceField(Address.objects.none(), label=_("Where to"), required=False, empty_label=None)
    words = forms.CharField(label=_("Words to the shop"), max_length=300, required=False)

    def __init__(self, *args: Any, variants: "QuerySet[Variant]", by: Person, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variant, address = self.fields["variant"], self.fields["address"]
        assert isinstance(variant, forms.ModelChoiceField)
        assert isinstance(address, forms.ModelChoiceField)
        variant.queryset, address.queryset = variants, Address.objects.kept_by(by)
        if kind == SampleKind.FREE:
            address.required = True
        else:
            del self.fields["address"]


class SentForm(forms.Form):
    """With which carrier a sample left."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking = forms.CharField(label=_("Tracking number"), max_length=80, required=False)


class WordsForm(forms.Form):
    """A buyer's own words about a product."""

    words = forms.CharField(label=_("Your words"), max_length=300, required=False)


class BuyerAnswerForm(forms.Form):
    """An operator's answer to somebody who asks to be a buyer."""

    answer = forms.ChoiceField(choices=[(Buyer.State.ACTIVE, _("Welcome")), (Buyer.State.REFUSED, _("Refuse"))])
    words = forms.CharField(label=_("Words"), max_length=500, required=False)


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
