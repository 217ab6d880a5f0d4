"""What becomes of live rooms when somebody leaves: theirs, their shop's, and what they did in others'."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from meadow.engines.media.adapter import MediaUnreachable
from meadow.goods.models.shops import Seat, Shop
from meadow.moving.erasing import rooms as erasing
from meadow.moving.erasing.rooms import erase_from_rooms, erase_rooms
from meadow.people.models.persons import Person
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.presence import begin_visit
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Raffle, RaffleEntry
from meadow.venue.live.models.shows import Recording, Show, Visit
from meadow.venue.live.models.talk import Message
from meadow.venue.live.refusals import MediaIsSilent
from meadow.venue.live.tests.made import announced_room, on_air, planned, show_of

pytestmark = pytest.mark.django_db


class Files:
    """What stands for the engine's folder; `gone` is what was deleted, and while it is away it answers nothing."""

    name = "embedded"

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.is_away = False

    def delete_recording(self, name: str) -> bool:
        if self.is_away:
            raise MediaUnreachable("away")
        self.gone.append(name)
        return True


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """The media engine is a process of its own; here it matters only what it is asked."""
    files = Files()
    monkeypatch.setattr(erasing, "media_engine", lambda: files)
    return files


def recorded(room: Room) -> Recording:
    show = show_of(room)
    return Recording.objects.create(
        room=room, show=show, engine="embedded", name=f"{room.path}.mp4", began_at=timezone.now() - timedelta(hours=1)
    )


def test_a_buyers_rooms_are_emptied_or_deleted_and_their_recordings_go(bai: Person, ada: Person, files: Files) -> None:
    room = on_air(bai, words="All about cups")
    planned(bai, title="Never shown")
    recording = recorded(room)
    Message.objects.create(room=room, show=show_of(room), author=ada, text="Hello", mark="1")

    for _ in range(2):
        erase_rooms(bai)

    room = Room.objects.get()
    assert (room.title, room.words, room.state, room.is_public) == ("–", "", Room.State.CLOSED, False)
    assert not Room.objects.known_to(ada).exists()
    assert not Message.objects.exists()
    assert not Show.objects.get().is_on
    assert files.gone == [recording.name]
    recording.refresh_from_db()
    assert recording.gone_at is not None


def test_nothing_is_forgotten_while_the_engine_cannot_be_asked(bai: Person, files: Files) -> None:
    room = on_air(bai)
    recorded(room)
    files.is_away = True
    with pytest.raises(MediaIsSilent):
        erase_rooms(bai)
    assert Recording.objects.kept().count() == 1
    assert Room.objects.get().title == "Cups and tea"


def test_what_the_law_has_kept_is_shown_no_more(bai: Person, files: Files, settings: Settings) -> None:
    settings.MEADOW_RECORDINGS_MAY_GO = False
    recording = recorded(on_air(bai))
    for _ in range(2):
        erase_rooms(bai)
    recording.refresh_from_db()
    assert (recording.is_shown, recording.gone_at, files.gone) == (False, None, [])
    assert Room.objects.get().title == "–"


def test_files_of_an_engine_that_was_left_are_told_to_operators(
    bai: Person, files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    recording = recorded(on_air(bai))
    Recording.objects.update(engine="srs")
    erase_rooms(bai)
    recording.refresh_from_db()
    assert (recording.is_shown, recording.gone_at, files.gone) == (False, None, [])
    assert f"delete their recording {recording.name} at srs" in caplog.text


def test_a_shops_room_goes_on_with_another_owner(cy: Person, bo: Person, shop: Shop, files: Files) -> None:
    room = announced_room(cy, shop)
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.OWNER)
    Seat.objects.filter(person=cy).delete()
    erase_rooms(cy)
    room.refresh_from_db()
    assert (room.host, room.title, room.is_public) == (bo, "Cups and tea", True)


def test_a_show_counts_as_many_viewers_as_before(bai: Person, ada: Person, bo: Person) -> None:
    room = on_air(bai)
    for person in (ada, ada, bo):
        begin_visit(show_of(room), key=uuid4(), person=person, guest=None, source="feed")
    close_room(room, by=bai)

    erase_from_rooms(ada)

    assert not Visit.objects.filter(person=ada).exists()
    assert Visit.objects.filter(person=None).values("guest").distinct().count() == 1
    assert show_of(room).viewer_count == 2


def test_entries_of_a_raffle_that_was_drawn_stay(bai: Person, ada: Person) -> None:
    show = show_of(on_air(bai))
    for drawn_at in (None, timezone.now()):
        raffle = Raffle.objects.create(show=show, words="A cup", ends_at=timezone.now(), drawn_at=drawn_at)
        RaffleEntry.objects.create(raffle=raffle, person=ada)
    erase_from_rooms(ada)
    assert [entry.raffle.drawn_at is None for entry in RaffleEntry.objects.select_related("raffle")] == [False]
