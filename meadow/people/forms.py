"""The shape of what people type about themselves."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from meadow.people.clock import zones
from meadow.people.countries import country_choices
from meadow.people.handles import LONGEST, is_reserved, propose_handle
from meadow.people.models.news import Hours
from meadow.people.models.persons import Address, Person


class SignUp(forms.Form):
    """What a newcomer tells beside e-mail and password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As others will see it."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "name",
                "hx-get": reverse_lazy("people:handle"),
                "hx-trigger": "change",
                "hx-include": "#id_handle",
                "hx-target": "#id_handle",
                "hx-swap": "outerHTML",
            }
        ),
    )
    handle = forms.CharField(
        label=_("Handle"),
        required=False,
        max_length=LONGEST,
        help_text=_("Your address here: 3 to 30 small letters, digits, dots or underscores. Left empty, we find one."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "handle", "email", "password1")

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].lower().removeprefix("@")
        if not handle:
            return propose_handle(self.cleaned_data.get("name", ""))
        Person._meta.get_field("handle").run_validators(handle)
        if is_reserved(handle):
            raise forms.ValidationError(_("“%(handle)s” is kept for the platform itself."), params={"handle": handle})
        if Person.objects.filter(handle=handle).exists():
            raise forms.ValidationError(
                _("The handle “%(handle)s” is taken. How about “%(free)s”?"),
                params={"handle": handle, "free": propose_handle(handle)},
            )
        return handle

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Nothing is left to do when allauth calls this: the adapter has written everything in one transaction."""


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """What a person says of themselves."""

    upload = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG, WebP, AVIF or HEIC. The place where it was taken is removed."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    remove_picture = forms.BooleanField(label=_("Show no picture"), required=False)

    class Meta:
        model = Person
        fields = ("name", "words", "place", "language")
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of our mails"),
            required=False,
            choices=[("", _("As in the browser")), *settings.LANGUAGES],
        )


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """Where parcels go."""

    class Meta:
        model = Address
        fields = ("name", "phone", "country", "region", "city", "street", "postcode", "is_usual")
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": token})
            for name, token in {
                "name": "name",
                "phone": "tel",
                "region": "address-level1",
                "city": "address-level2",
                "street": "street-address",
                "postcode": "postal-code",
            }.items()
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"),
            choices=[("", "—"), *country_choices()],
            widget=forms.Select(attrs={"autocomplete": "country"}),
        )


class CropForm(forms.Form):
    """A part of a photo, in fractions of it from the upper left corner."""

    x = forms.FloatField(min_value=0, max_value=1)
    y = forms.FloatField(min_value=0, max_value=1)
    w = forms.FloatField(min_value=0, max_value=1)
    h = forms.FloatField(min_value=0, max_value=1)


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only
    """When somebody wants to be left alone."""

    class Meta:
        model = Hours
        fields = ("quiet_from", "quiet_until", "zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        clock = [(hour, f"{hour:02}:00") for hour in range(24)]
        for name, label in (("quiet_from", _("From")), ("quiet_until", _("Until"))):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=clock, coerce=int, initial=0)
        platforms = _("The platform's (%(zone)s)") % {"zone": settings.TIME_ZONE}
        self.fields["zone"] = forms.ChoiceField(
            label=_("Time zone"),
            required=False,
            choices=[("", platforms), *((zone, zone.replace("_", " ")) for zone in zones())],
        )
