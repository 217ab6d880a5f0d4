"""Cards of the venue in chats: live rooms, notes and groups, as whoever reads sees them now."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from meadow.people.models.persons import Person
from meadow.people.templatetags.photos import smallest
from meadow.venue.groups.models.groups import Group
from meadow.venue.live.models.rooms import Room, RoomQuerySet
from meadow.venue.notes.models.notes import Note
from meadow.venue.talk.cards import CardView, offers, shows

MOST = 20


@shows("room")
def room_cards(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    """Live now, when it begins, or that it is over. What is not for everybody's age does not show its picture."""
    rooms = Room.objects.known_to(person).not_banning(person).filter(pk__in=keys)
    return {room.pk: _room(room) for room in rooms.for_cards()}


@offers("room", pgettext_lazy("card", "Live room"))
def rooms_to_show(q: str, person: Person) -> Iterable[tuple[int, CardView]]:
    """Rooms that one runs, those on air first; found by words."""
    rooms: RoomQuerySet = Room.objects.run_by(person).filter(is_public=True).exclude(state=Room.State.CANCELLED)
    found = rooms.saying(q).for_cards().order_by("-changed_at")[:MOST]
    return sorted(((room.pk, _room(room)) for room in found), key=lambda one: one[1].state != "live")


@shows("note")
def note_cards(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    notes = Note.objects.readable_by(person).filter(pk__in=keys).select_related("author", "cover")
    return {note.pk: _note(note) for note in notes}


@offers("note", pgettext_lazy("card", "Note"))
def notes_to_show(q: str, person: Person) -> Iterable[tuple[int, CardView]]:
    """One's own published notes, found by what they say."""
    notes = Note.objects.published().filter(author=person).select_related("author", "cover")
    if q:
        notes = notes.filter(Q(title__icontains=q) | Q(text__icontains=q))
    return [(note.pk, _note(note)) for note in notes.order_by("-published_at")[:MOST]]


@shows("group")
def group_cards(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    groups = Group.objects.known_to(person).filter(pk__in=keys)
    return {group.pk: _group(group) for group in groups.for_cards()}


@offers("group", pgettext_lazy("card", "Group"))
def groups_to_show(q: str, person: Person) -> Iterable[tuple[int, CardView]]:
    """Listed groups that one runs or is in: nobody is sent to one that cannot be found."""
    own = Group.objects.run_by(person) | Group.objects.joined_by(person)
    groups = Group.objects.filter(pk__in=own.order_by().values("pk"), is_listed=True, state=Group.State.OPEN)
    found = groups.saying(q).for_cards().order_by("-thread__spoken_at")[:MOST]
    return [(group.pk, _group(group)) for group in found]


def _room(room: Room) -> CardView:
    begins = room.starts_at
    if room.is_live:
        line, state = _("Live now"), "live"
    elif room.state in Room.AHEAD and begins is not None:
        when = date_format(timezone.localtime(begins), "SHORT_DATETIME_FORMAT")
        line, state = _("Begins %(when)s") % {"when": when}, "coming"
    else:
        line, state = (_("Opens again and again"), "") if room.state in Room.AHEAD else (_("It is over."), "over")
    picture = smallest(room.cover) if room.cover and not room.age_from else ""
    data = {"begins": begins.isoformat()} if state == "coming" and begins else {}
    return CardView(room.title, room.get_absolute_url(), picture, line, state, data=data)


def _note(note: Note) -> CardView:
    line = _("A note by %(name)s") % {"name": note.author.name}
    title = note.title or note.text[:60] or line
    return CardView(title, note.get_absolute_url(), smallest(note.cover) if note.cover else "", line)


def _group(group: Group) -> CardView:
    number = group.member_count
    line = ngettext("Group · %(number)s member", "Group · %(number)s members", number) % {"number": number}
    face = group.picture or group.face.picture
    return CardView(
        group.name, group.get_absolute_url(), smallest(face) if face else "", line, "" if group.is_open else "over"
    )
