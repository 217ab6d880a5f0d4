"""Minding the talk of a room: hiding, muting, pinning, answering, slowing down, and words that are not said.

Whoever minds takes turns with those who speak (`wait_for_ones_turn`): after a mute stands, nothing more is said.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meadow.engines.bus import kick_soon
from meadow.people.models.persons import Person
from meadow.plumbing.words import folded
from meadow.venue.live.actions.talk import wait_for_ones_turn
from meadow.venue.live.broadcast import pass_name, tell_console, tell_room
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.models.talk import ForbiddenWord, Message, Mute
from meadow.venue.live.refusals import TeamIsHeard, TooManyWords
from meadow.venue.live.spoken import spoken
from meadow.venue.live.team import role_in

WORDS = 200
"""How many words one room keeps that are not said."""
_AT_ONCE = 500


@transaction.atomic
def hide_message(message: Message, *, by: Person) -> None:
    """Take a message away from everybody; it stays known to whom it belongs and who hid it."""
    wait_for_ones_turn(message.room)
    _hide(message.room, [message.pk], by)


@transaction.atomic
def hide_all_of(room: Room, person: Person, *, by: Person) -> int:
    """Take away everything that one person said in the show that goes on, or in the room when none does."""
    wait_for_ones_turn(room)
    return _hide_all_of(room, person, by)


@transaction.atomic
def mute(
    room: Room, person: Person, *, by: Person, minutes: int | None, is_ban: bool = False, hides: bool = False
) -> Mute:
    """Have a person say nothing for some minutes (None: for good), or, banned, not come in.

    A later mute takes the place of an earlier one. With `hides` everything they said is taken away as well. Whoever
    helps to run the room cannot be muted.
    """
    wait_for_ones_turn(room)
    if role_in(room, person):
        raise TeamIsHeard(name=person.name)
    until = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
    made, _ = Mute.objects.update_or_create(
        room=room,
        person=person,
        defaults={"is_ban": is_ban, "until": until, "by": by, "made_at": timezone.now()},
    )
    if hides:
        _hide_all_of(room, person, by)
    if is_ban:
        transaction.on_commit(lambda: kick_soon(pass_name(room, person)))
    tell_console(room, "muted", {})
    return made


@transaction.atomic
def unmute(muted: Mute, *, by: Person) -> None:
    """Let somebody speak, and come in, again."""
    wait_for_ones_turn(muted.room)
    Mute.objects.filter(pk=muted.pk).delete()
    tell_console(muted.room, "muted", {})


@transaction.atomic
def pin_message(message: Message, *, by: Person) -> None:
    """Keep one message in everybody's sight, instead of another."""
    wait_for_ones_turn(message.room)
    pinned = Message.objects.standing().select_related("author__picture").filter(pk=message.pk).first()
    if pinned is None or pinned.pinned_at:
        return
    Message.objects.filter(room=message.room).exclude(pinned_at=None).update(pinned_at=None)
    Message.objects.filter(pk=pinned.pk).update(pinned_at=timezone.now())
    _tell(message, "pinned", spoken(pinned))


@transaction.atomic
def unpin_message(message: Message, *, by: Person) -> None:
    """Let a message go where all go."""
    wait_for_ones_turn(message.room)
    if Message.objects.filter(pk=message.pk).exclude(pinned_at=None).update(pinned_at=None):
        _tell(message, "pinned", {"id": None})


@transaction.atomic
def answer_question(message: Message, *, by: Person) -> None:
    """Take a question out of the host's queue: it was answered."""
    if Message.objects.filter(pk=message.pk, is_question=True, answered_at=None).update(answered_at=timezone.now()):
        tell_console(message.room, "question", {"id": message.pk, "is_answered": True})


@transaction.atomic
def ask_again(message: Message, *, by: Person) -> None:
    """Put a question back into the host's queue."""
    if Message.objects.filter(pk=message.pk, is_question=True).exclude(answered_at=None).update(answered_at=None):
        tell_console(message.room, "question", {"id": message.pk, "is_answered": False})


@transaction.atomic
def slow_down(room: Room, seconds: int, *, by: Person) -> None:
    """Have everybody wait so long between two messages; 0 for not at all."""
    room = Room.objects.locked().get(pk=room.pk)
    wait_for_ones_turn(room)
    if room.slow_seconds == seconds:
        return
    room.slow_seconds = seconds
    room.save(update_fields=["slow_seconds"])
    tell_room(room, "slow", {"seconds": seconds})


@transaction.atomic
def forbid_word(room: Room, word: str, *, by: Person) -> ForbiddenWord:
    """Have a word not said in this room from now on."""
    wait_for_ones_turn(room)
    word = folded(word)
    if known := ForbiddenWord.objects.filter(room=room, word=word).first():
        return known
    if ForbiddenWord.objects.filter(room=room).count() >= WORDS:
        raise TooManyWords(most=WORDS)
    made = ForbiddenWord.objects.create(room=room, word=word)
    tell_console(room, "words", {})
    return made


@transaction.atomic
def allow_word(word: ForbiddenWord, *, by: Person) -> None:
    """Let a word be said in its room again."""
    assert word.room
    ForbiddenWord.objects.filter(pk=word.pk).delete()
    tell_console(word.room, "words", {})


def _hide_all_of(room: Room, person: Person, by: Person) -> int:
    show = Show.objects.filter(room=room, closed_at=None).first()
    said = Message.objects.standing().filter(room=room, author=person)
    return _hide(room, list((said.filter(show=show) if show else said).values_list("pk", flat=True)), by)


def _hide(room: Room, pks: Sequence[int], by: Person) -> int:
    standing = Message.objects.standing().filter(pk__in=pks)
    rows = list(standing.values_list("pk", "show", "pinned_at", "is_question"))
    Message.objects.filter(pk__in=[row[0] for row in rows]).update(
        hidden_at=timezone.now(), hidden_by=by, pinned_at=None
    )
    for begin in range(0, len(rows), _AT_ONCE):
        some = rows[begin : begin + _AT_ONCE]
        # What the team alone has heard is taken away from the team alone.
        if public := [pk for pk, show, *_ in some if show]:
            tell_room(room, "hidden", {"ids": public})
        if private := [pk for pk, show, *_ in some if not show]:
            tell_console(room, "hidden", {"ids": private})
    for _pk, show, pinned_at, _question in rows:
        if pinned_at:
            (tell_room if show else tell_console)(room, "pinned", {"id": None})
    if any(is_question for *_, is_question in rows):
        tell_console(room, "question", {})
    return len(rows)


def _tell(message: Message, kind: str, said: dict[str, object]) -> None:
    (tell_room if message.show_id else tell_console)(message.room, kind, said)
