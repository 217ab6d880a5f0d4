"""The shape of what a shop's team prepares: replies at hand, hours, and who answers."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.venue.direct.models.answering import QuickReply, ShopHours

MOST_KEYWORDS = 10
_TIME = forms.TimeInput(attrs={"type": "time", "step": "300", "class": "input"}, format="%H:%M")


class ReplyForm(forms.ModelForm):  # type: ignore[type-arg]  # as it is only in the stubs
    """One quick reply."""

    keywords = forms.CharField(
        label=_("Said by itself at these words"),
        max_length=400,
        required=False,
        help_text=_("Separated by commas. A member whose message says one of them gets this answer at once."),
    )

    class Meta:
        model = QuickReply
        fields = ("title", "text", "keywords")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["keywords"] = ", ".join(self.instance.keywords)

    def clean_keywords(self) -> list[str]:
        """The words, each once, in their order."""
        typed = self.cleaned_data["keywords"].replace("，", ",").replace("、", ",").replace("\n", ",")
        words = list(dict.fromkeys(word for part in typed.split(",") if (word := " ".join(part.split()))))
        if len(words) > MOST_KEYWORDS:
            raise ValidationError(_("At most %(most)s words.") % {"most": MOST_KEYWORDS})
        if any(len(word) > 40 for word in words):
            raise ValidationError(_("A word has at most 40 signs."))
        return words


class HoursForm(forms.Form):
    """When a shop answers. A day without times is a day off; with no times at all it answers always."""

    zone = forms.ChoiceField(label=_("Time zone"))
    greeting = forms.CharField(
        label=_("Greeting"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Said by itself when somebody begins to write."),
    )
    away = forms.CharField(
        label=_("When nobody is there"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Said by itself outside of your hours and on holiday, once a day."),
    )

    def __init__(self, data: Any = None, *, hours: ShopHours) -> None:
        initial: dict[str, Any] = {"zone": hours.zone, "greeting": hours.greeting, "away": hours.away}
        for number, day in enumerate(hours.days):
            for name, minutes in zip(("from", "until"), day or (), strict=False):
                initial[f"{name}_{number}"] = f"{minutes // 60:02}:{minutes % 60:02}"
        super().__init__(data, initial=initial)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [(name, name) for name in sorted(available_timezones())]
        for number in range(7):
            for name in ("from", "until"):
                self.fields[f"{name}_{number}"] = forms.TimeField(required=False, widget=_TIME)

    @property
    def days(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each day with its two fields."""
        return [(str(WEEKDAYS[day]), self[f"from_{day}"], self[f"until_{day}"]) for day in range(7)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in range(7):
            begin, end = said.get(f"from_{number}"), said.get(f"until_{number}")
            if (begin is None) != (end is None):
                self.add_error(f"until_{number}", _("A day has two times, or none."))
            elif begin and end and begin >= end:
                self.add_error(f"until_{number}", _("It ends after it begins."))
        return said

    def hours_of(self, shop: Shop) -> ShopHours:
        """What was typed, for this shop."""
        said = self.cleaned_data
        days: list[list[int] | None] = []
        for number in range(7):
            begin, end = said[f"from_{number}"], said[f"until_{number}"]
            days.append([begin.hour * 60 + begin.minute, end.hour * 60 + end.minute] if begin else None)
        named = {name: said[name] for name in ("zone", "greeting", "away")}
        return ShopHours(shop=shop, days=days if any(days) else [], **named)


class AssignmentForm(forms.Form):
    """Who of the team answers; nobody in particular where it is left empty."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Answered by"), required=False)

    def __init__(self, data: Any = None, *, shop: Shop, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.get_queryset().filter(pk__in=Seat.objects.filter(shop=shop).values("person"))
        field.empty_label = _("Nobody yet")
        field.widget.attrs["class"] = "input"
