"""The shape of what managers type about their shops and teams."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import TranslatedForm
from meadow.goods.forms.handles import ShopHandleField
from meadow.goods.handles import why_not
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person

_STORY = forms.Textarea(attrs={"rows": 6})


class ShopForm(TranslatedForm):
    """What a shop says and shows of itself."""

    translated = ("name", "story")

    name = forms.CharField(label=_("Name of the shop"), max_length=80)
    story = forms.CharField(label=_("Story"), max_length=4000, required=False, widget=_STORY)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    picture = forms.FileField(
        label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), help_text=_("Square.")
    )
    cover = forms.FileField(
        label=_("Cover"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), help_text=_("Wide.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, shop: Shop) -> None:
        super().__init__(data, files, initial={"name": shop.name, "story": shop.story, "city": shop.city})
        self.add_translations(shop.translations)


class HandleForm(forms.Form):
    """Another address for a shop."""

    handle = ShopHandleField(live=True)

    def __init__(self, data: Any = None, *, shop: Shop) -> None:
        super().__init__(data, initial={"handle": shop.handle})
        self.shop = shop

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if problem := why_not(handle, shop=self.shop):
            raise forms.ValidationError(problem)
        return handle


class HolidayForm(TranslatedForm):
    """When a shop sends nothing, and what it says meanwhile."""

    translated = ("holiday_words",)

    begin = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("This day included. Left empty, until you end it."),
    )
    holiday_words = forms.CharField(
        label=_("What you say"),
        max_length=300,
        required=False,
        help_text=_("Shown on your shop and its products, such as “We are at the sea and send again in May.”"),
    )

    def __init__(self, data: Any = None, *, shop: Shop) -> None:
        begin = shop.holiday_from or timezone.localdate()
        known = {"begin": begin, "until": shop.holiday_until, "holiday_words": shop.holiday_words}
        super().__init__(data, initial=known, auto_id="holiday_%s")  # beside the form of the settings
        self.add_translations(shop.translations)

    def clean(self) -> dict[str, Any]:
        begin, until = self.cleaned_data.get("begin"), self.cleaned_data.get("until")
        if begin and until and until < begin:
            self.add_error("until", _("It ends before it begins."))
        elif until and until < timezone.localdate():
            self.add_error("until", _("This day is over already."))
        return self.cleaned_data


class ClosingForm(forms.Form):
    """The name of the shop, typed by whoever closes it."""

    name = forms.CharField(label=_("Name of the shop"), max_length=80, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, shop: Shop) -> None:
        super().__init__(data, auto_id="closing_%s")  # beside the form of the settings
        self.shop = shop

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() not in {self.shop.name.casefold(), str(self.shop.in_words["name"]).casefold()}:
            raise forms.ValidationError(_("This is not the name of the shop. Type it as it stands above."))
        return name


class InvitationForm(forms.Form):
    """Somebody for the team, by their handle or their e-mail address."""

    who = forms.CharField(
        label=_("Handle or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role.choices, initial=Seat.Role.EDITOR)

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by

    def clean_who(self) -> dict[str, Any]:
        """Whom to invite, as `invite` takes it."""
        said = self.cleaned_data["who"].strip().lower()
        if "@" in said.removeprefix("@"):
            validate_email(said)
            return {"email": said}
        handle = said.removeprefix("@")
        person = Person.objects.visible_to(self.by).filter(handle=handle).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has the handle “%(handle)s”."), params={"handle": handle})
        return {"to": person}


class RoleForm(forms.Form):
    """Another role for somebody who is in the team."""

    role = forms.ChoiceField(choices=Seat.Role.choices)
