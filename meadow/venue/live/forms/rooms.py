"""The shape of what hosts type about their rooms."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.live.actions.planning import Plan
from meadow.venue.live.hosting import shops_hosted_by
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.notes.models.notes import Note

AGES = (0, 12, 16, 18, 21)
PAUSES = (0, 3, 5, 10, 30, 60, 120, 300)
NOTES = 50
ONESELF = "self"


class RoomForm(forms.Form):
    """A room as it is planned."""

    place = forms.ChoiceField(label=_("Hosted for"))
    title = forms.CharField(label=_("Title"), max_length=80)
    words = forms.CharField(
        label=pgettext_lazy("room", "What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    cover = forms.FileField(
        label=_("Cover"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("What people see of it before it begins, and in lists."),
    )
    remove_cover = forms.BooleanField(label=_("Without this cover"), required=False)
    starts_at = forms.DateTimeField(
        label=_("Begins at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    is_permanent = forms.BooleanField(
        label=_("Open it again and again"),
        required=False,
        help_text=_("It keeps its address. After each show it waits for the next one."),
    )
    preview = forms.ChoiceField(
        label=_("Preview note"), required=False, help_text=_("One of your notes that tells what is to come.")
    )
    keeps_recording = forms.BooleanField(
        label=_("Keep a recording to watch again"), required=False, help_text=_("With a chapter for each product.")
    )
    age_from = forms.TypedChoiceField(
        label=_("For people from the age of"),
        coerce=int,
        choices=[(age, _("Everybody") if not age else str(age)) for age in AGES],
        help_text=_("Others are asked once before they see anything of it."),
    )
    slow_seconds = forms.TypedChoiceField(
        label=_("Slow mode"),
        coerce=int,
        choices=[
            (
                seconds,
                pgettext_lazy("slow mode", "Off")
                if not seconds
                else ngettext_lazy(
                    "One message every %(number)s second", "One message every %(number)s seconds", seconds
                )
                % {"number": seconds},
            )
            for seconds in PAUSES
        ],
        help_text=_("How often one person may say something."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        host: Person,
        room: Room | None = None,
        place: str = "",
    ) -> None:
        self.room = room
        super().__init__(data, files, initial=_said(room) if room else {"keeps_recording": True, "place": place})
        self.shops = {} if room else {str(shop.pk): shop for shop in shops_hosted_by(host).order_by("name")}
        if room is None:
            own = [(ONESELF, _("Yourself, as a buyer"))] if host.is_buyer else []
            self._choose("place", [*own, *((key, str(shop.in_words["name"])) for key, shop in self.shops.items())])
        else:
            del self.fields["place"]
        if room is None or room.cover_id is None:
            del self.fields["remove_cover"]
        notes = Note.objects.published().filter(author=host).order_by("-published_at")[:NOTES]
        known = [(str(note.pk), (note.title or note.text)[:60]) for note in notes]
        if room and room.preview_id and str(room.preview_id) not in dict(known):
            known.append((str(room.preview_id), str(room.preview)))
        self._choose("preview", [("", _("None")), *known])
        self.fields["starts_at"].help_text = _("Time zone: %(zone)s. You can also say it later.") % {
            "zone": timezone.get_current_timezone_name()
        }
        if room and room.slow_seconds not in PAUSES:  # the talk has said something of its own
            field = self.fields["slow_seconds"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*field.choices, (room.slow_seconds, str(room.slow_seconds))]  # type: ignore[misc]

    @property
    def shop(self) -> Shop | None:
        return self.shops.get(self.cleaned_data["place"])

    def plan(self, *, cover: int | None, language: str) -> Plan:
        said = self.cleaned_data
        return Plan(
            title=said["title"],
            words=said["words"],
            language=language,
            cover=cover,
            preview=int(said["preview"]) if said["preview"] else None,
            starts_at=said["starts_at"],
            is_permanent=said["is_permanent"],
            age_from=said["age_from"],
            slow_seconds=said["slow_seconds"],
            keeps_recording=said["keeps_recording"],
        )

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class SeatForm(forms.Form):
    """Somebody who is to help."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=RoomSeat.Role.choices, initial=RoomSeat.Role.MODERATOR)


def _said(room: Room) -> dict[str, Any]:
    fields = ("title", "words", "is_permanent", "keeps_recording", "age_from", "slow_seconds")
    return {
        **{field: getattr(room, field) for field in fields},
        "starts_at": timezone.localtime(room.starts_at) if room.starts_at else None,
        "preview": str(room.preview_id or ""),
    }
