"""The shape of what those who run a group choose: mutes, bans, roles, slow mode, links, words and invitations."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.plumbing.words import folded
from meadow.venue.groups.forms.groups import LINKS
from meadow.venue.groups.models.groups import GroupWord, Member

PAUSES = (0, 3, 5, 10, 30, 60, 120, 300)
WORD = GroupWord._meta.get_field("word").max_length or 0


class JoinForm(forms.Form):
    """Somebody wants to come in: by which invitation, from where, and with which words, where somebody has to agree."""

    words = forms.CharField(
        label=_("A few words to those who run it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    code = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    source = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class MuteForm(forms.Form):
    """For how long somebody may not speak."""

    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[(10, _("10 minutes")), (60, _("1 hour")), (1440, _("1 day")), (10_080, _("1 week"))],
        widget=forms.Select(attrs={"class": "input"}),
    )


class BanForm(forms.Form):
    """For how long somebody may not come back."""

    days = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", pgettext_lazy("banned", "For good")), (7, _("7 days")), (30, _("30 days"))],
        widget=forms.Select(attrs={"class": "input"}),
    )
    reason = forms.CharField(label=_("Reason, for the log"), max_length=200, required=False)


class RoleForm(forms.Form):
    """Whether a member helps to run the group."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Member.Role.ADMIN, Member.Role.MEMBER)])


class SlowForm(forms.Form):
    """How many seconds lie between two messages of one person."""

    seconds = forms.TypedChoiceField(
        label=_("Slow mode"),
        coerce=int,
        choices=[
            (pause, _("%(seconds)s s") % {"seconds": pause} if pause else pgettext_lazy("slow mode", "Off"))
            for pause in PAUSES
        ],
        widget=forms.Select(attrs={"class": "input"}),
    )


class LinksForm(forms.Form):
    """From which level on members may post links to other places."""

    level = forms.TypedChoiceField(
        label=_("Links to other places"), coerce=int, choices=LINKS, widget=forms.Select(attrs={"class": "input"})
    )


class WordForm(forms.Form):
    """One word that is not said."""

    word = forms.CharField(
        label=_("A word"),
        max_length=WORD,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "autocapitalize": "off"}),
    )

    def clean_word(self) -> str:
        word = folded(self.cleaned_data["word"])
        if not word or len(word) > WORD:
            raise forms.ValidationError(_("Type a word of at most %(most)s letters."), params={"most": WORD})
        return word


class InvitationForm(forms.Form):
    """An invitation: what it is for, for how many, and for how long."""

    label = forms.CharField(
        label=_("What it is for"), max_length=60, required=False, help_text=_("Only those who run the group see it.")
    )
    most = forms.IntegerField(
        label=_("For at most so many people"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    days: Any = forms.TypedChoiceField(
        label=_("Holds"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("Until it is withdrawn")), (1, _("1 day")), (7, _("7 days")), (30, _("30 days"))],
    )
    is_for_parcels = forms.BooleanField(
        label=_("Print its code on packing slips"),
        required=False,
        help_text=_("Whoever opens a parcel finds the way into the group. The newest such invitation is printed."),
    )

    def __init__(self, data: Any = None, *, has_parcels: bool = True) -> None:
        super().__init__(data)
        if not has_parcels:
            del self.fields["is_for_parcels"]
