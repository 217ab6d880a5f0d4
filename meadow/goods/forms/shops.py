"""The shape of what managers type about their shops and teams."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meadow.goods.forms.fields import TranslatedForm
from meadow.goods.models.shops import Seat, Shop, handle_rule
from meadow.people.handles import is_reserved
from meadow.people.models.persons import Person

_STORY = forms.Textarea(attrs={"rows": 6})


class OpenShopForm(forms.Form):
    """A new shop."""

    name = forms.CharField(label=_("Name of the shop"), max_length=80)
    handle = forms.CharField(
        label=_("Address of the shop"),
        min_length=2,
        max_length=50,
        validators=[handle_rule],
        help_text=_("Small letters and digits, with single hyphens between, such as “clay-and-light”."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    story = forms.CharField(label=_("Story"), max_length=4000, required=False, widget=_STORY)

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if is_reserved(handle.replace("-", "")):
            raise forms.ValidationError(_("“%(handle)s” is kept for the platform itself."), params={"handle": handle})
        if Shop.objects.filter(handle=handle).exists():
            raise forms.ValidationError(_("There is a shop at “%(handle)s” already."), params={"handle": handle})
        return handle


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


class SeatForm(forms.Form):
    """Somebody for the team, by their handle."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=31,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Seat.Role.choices, initial=Seat.Role.EDITOR)

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by

    def clean_handle(self) -> Person:
        """The person with this handle."""
        handle = self.cleaned_data["handle"].lower().removeprefix("@")
        person = Person.objects.visible_to(self.by).filter(handle=handle).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has the handle “%(handle)s”."), params={"handle": handle})
        return person


class RoleForm(forms.Form):
    """Another role for somebody who is in the team."""

    role = forms.ChoiceField(choices=Seat.Role.choices)
