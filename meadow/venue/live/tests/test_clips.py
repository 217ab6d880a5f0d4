"""Clips: cut out of a replay into a draft of a note, and played by the note while the recording can be watched."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Product
from meadow.people.models.persons import Block, Person
from meadow.plumbing.refusals import Refusal
from meadow.venue.live.actions.clips import Cut, cut_clip
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.models.talk import Mute
from meadow.venue.live.refusals import ClipOutOfBounds, NotForEverybody, NotRecorded, RecordingIsHidden
from meadow.venue.live.tests.engine import Engine
from meadow.venue.live.tests.made import on_air, recorded, show_of
from meadow.venue.notes.actions.publishing import publish_note
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import NotYourPhoto
from meadow.venue.notes.tests.made import note_of, photo_of

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def room(engine: Engine, bai: Person) -> Room:
    """A show of two minutes, two hours ago."""
    room = on_air(bai)
    close_room(room, by=bai)
    opened_at = timezone.now() - timedelta(hours=2)
    Show.objects.update(opened_at=opened_at, closed_at=opened_at + timedelta(minutes=2))
    room.refresh_from_db()
    return room


@pytest.fixture
def recording(room: Room) -> Recording:
    return recorded(room, seconds=120)


def cut(recording: Recording, by: Person, begins: float = 10, ends: float = 34, **said: Any) -> Clip:
    return cut_clip(recording, Cut(begins=begins, ends=ends, **said), by=by)


def published_clip(recording: Recording, by: Person) -> Clip:
    clip = cut(recording, by, photo=photo_of(by).pk)
    publish_note(clip.note, by=by)
    return clip


# -- cutting --------------------------------------------------------------------------------------


def test_whoever_cuts_a_clip_finds_a_draft_with_photo_and_product(
    recording: Recording, bai: Person, lamp_product: Product
) -> None:
    Explaining.objects.create(
        show=show_of(recording.room),
        product=lamp_product,
        began_at=recording.began_at + timedelta(seconds=12),
        ended_at=recording.began_at + timedelta(seconds=40),
    )
    client, photo = as_(bai), photo_of(bai)
    page = client.get(f"/live/{recording.room_id}/replay/?chapter={lamp_product.pk}").content.decode()
    assert 'name="begins" value="0:12.0"' in page
    assert 'name="ends" value="0:40.0"' in page

    said = {"recording": recording.pk, "begins": "0:12.5", "ends": "0:36", "product": lamp_product.pk}
    door = f"/live/{recording.room_id}/clips/?show={recording.show_id}"
    answer = client.post(door, {**said, "photo": photo.pk, "idempotency_key": "one"})

    clip = Clip.objects.get()
    assert answer["Location"] == f"/notes/{clip.note_id}/edit/"
    assert (clip.begins, clip.ends, clip.recording) == (12.5, 36.0, recording)
    note = clip.note
    assert (note.state, note.author, note.cover, note.title) == (Note.State.DRAFT, bai, photo, "Paper lamp")
    assert list(note.pins.values_list("product", flat=True)) == [lamp_product.pk]
    assert "plays 0:24 of" in client.get(answer["Location"]).content.decode()

    client.post(door, {**said, "photo": photo.pk, "idempotency_key": "one"})
    assert Clip.objects.count() == 1


@pytest.mark.parametrize(
    ("begins", "ends", "refusal", "words"),
    [
        (10, 14, ClipOutOfBounds, "from 5 to 90 seconds"),
        (10, 101, ClipOutOfBounds, "from 5 to 90 seconds"),
        (34, 10, ClipOutOfBounds, "from 5 to 90 seconds"),
        (100, 130, NotRecorded, "The recording is 2:00 long"),
    ],
)
def test_a_clip_has_its_bounds(
    recording: Recording, bai: Person, begins: float, ends: float, refusal: type[Refusal], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        cut(recording, bai, begins, ends)
    assert not Clip.objects.exists()
    assert not Note.objects.exists()


def test_no_row_lies_outside_of_its_bounds(recording: Recording, bai: Person) -> None:
    note = note_of(bai)
    for begins, ends in ((-1, 10), (0, 4), (0, 91)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Clip.objects.create(note=note, recording=recording, begins=begins, ends=ends)


def test_nothing_is_cut_from_what_others_may_not_watch(recording: Recording, bai: Person) -> None:
    Room.objects.update(age_from=18)
    with pytest.raises(NotForEverybody, match="from the age of 18 on"):
        cut(recording, bai)
    Room.objects.update(age_from=0)
    Recording.objects.update(is_shown=False)
    with pytest.raises(RecordingIsHidden, match="Show it to everybody first"):
        cut(recording, bai)
    assert not Note.objects.exists()


def test_anothers_photo_is_not_put_on_a_clip(recording: Recording, bai: Person, ada: Person) -> None:
    with pytest.raises(NotYourPhoto):
        cut(recording, bai, photo=photo_of(ada).pk)
    assert not Clip.objects.exists()
    assert not Note.objects.exists()


def test_what_is_not_on_sale_any_more_is_not_pinned(recording: Recording, bai: Person, lamp_product: Product) -> None:
    Product.objects.update(status=Product.Status.DRAFT)
    note = cut(recording, bai, product=lamp_product.pk).note
    assert (note.title, note.pins.count()) == ("Cups and tea", 0)


@pytest.mark.parametrize(
    "said",
    [
        {"begins": "soon"},
        {"begins": "0:10", "ends": "0:12"},
        {"begins": "-5"},
        {"recording": "4242"},
        {"product": "4242"},
        {"photo": "x"},
        {"ends": "9:59:59"},
        {"begins": ""},
    ],
)
def test_what_is_typed_wrongly_is_said_on_the_page(recording: Recording, bai: Person, said: dict[str, str]) -> None:
    typed = {"recording": recording.pk, "begins": "0:10", "ends": "0:34", **said}
    answer = as_(bai).post(f"/live/{recording.room_id}/clips/?show={recording.show_id}", typed)
    assert answer.status_code == 422
    assert "data-cutting" in answer.content.decode()
    assert not Clip.objects.exists()
    assert not Note.objects.exists()


def test_only_who_helps_to_run_the_room_cuts(recording: Recording, ada: Person, bai: Person) -> None:
    door = f"/live/{recording.room_id}/clips/?show={recording.show_id}"
    typed = {"recording": recording.pk, "begins": "0:10", "ends": "0:34"}
    assert Client().post(door, typed).status_code == 302
    assert as_(ada).post(door, typed).status_code == 404
    for show in ("", "?show=4242", "?show=x"):
        assert as_(bai).post(f"/live/{recording.room_id}/clips/{show}", typed).status_code == 404
    assert not Clip.objects.exists()
    replay = f"/live/{recording.room_id}/replay/"
    assert "data-cutting" in as_(bai).get(replay).content.decode()
    assert "data-cutting" not in as_(ada).get(replay).content.decode()


# -- playing --------------------------------------------------------------------------------------


def test_a_note_plays_its_clip_to_whoever_may_watch(recording: Recording, bai: Person, ada: Person) -> None:
    clip = published_clip(recording, bai)
    door = f"/live/{recording.room_id}/clips/{clip.pk}/"
    page = Client().get(f"/notes/{clip.note_id}/").content.decode()
    assert f'data-clip="{door}"' in page
    assert f'href="/live/{recording.room_id}/replay/?clip={clip.pk}"' in page
    assert "token=" not in page  # kept for other guests, and read from other addresses

    told = Client().get(door).json()
    assert (told["begins"], told["ends"]) == (10, 34)
    assert [it["kind"] for it in told["sources"]] == ["hls", "mp4"]
    assert all(f"/replay/{recording.name}" in it["url"] and "token=" in it["url"] for it in told["sources"])

    whole = Client().get(f"/live/{recording.room_id}/replay/?clip={clip.pk}").content.decode()
    assert 'data-start="10.0"' in whole
    assert "data-cutting" not in whole


def hide(recording: Recording, ada: Person) -> None:
    Recording.objects.update(is_shown=False)


def let_go(recording: Recording, ada: Person) -> None:
    Recording.objects.update(gone_at=timezone.now())


def close_to_young_people(recording: Recording, ada: Person) -> None:
    Room.objects.update(age_from=18)


def make_secret(recording: Recording, ada: Person) -> None:
    Room.objects.update(is_public=False)


def ban(recording: Recording, ada: Person) -> None:
    Mute.objects.create(room=recording.room, person=ada, is_ban=True)


@pytest.mark.parametrize("happens", [hide, let_go, close_to_young_people, make_secret, ban])
def test_without_its_recording_a_note_stays_with_its_photo(
    recording: Recording, bai: Person, ada: Person, happens: Any
) -> None:
    clip = published_clip(recording, bai)
    happens(recording, ada)
    client = as_(ada)
    page = client.get(f"/notes/{clip.note_id}/")
    assert page.status_code == 200
    assert "data-clip" not in page.content.decode()
    assert 'id="photo-1"' in page.content.decode()
    assert client.get(f"/live/{recording.room_id}/clips/{clip.pk}/").status_code == 404


def test_a_clip_is_seen_where_its_note_is(recording: Recording, bai: Person, ada: Person) -> None:
    clip = cut(recording, bai, photo=photo_of(bai).pk)
    door = f"/live/{recording.room_id}/clips/{clip.pk}/"
    assert Client().get(door).status_code == as_(ada).get(door).status_code == 404
    assert as_(bai).get(door).status_code == 200
    publish_note(clip.note, by=bai)
    assert as_(ada).get(door).status_code == 200
    assert Client().get(f"/live/{on_air(bai).pk}/clips/{clip.pk}/").status_code == 404
    Block.objects.create(by=bai, blocked=ada)
    assert as_(ada).get(door).status_code == 404


def test_an_author_takes_a_clip_out_and_keeps_the_note(recording: Recording, bai: Person, ada: Person) -> None:
    clip = published_clip(recording, bai)
    door = f"/live/{recording.room_id}/clips/{clip.pk}/"
    assert Client().post(door, {"_method": "delete"}).status_code == 302
    assert as_(ada).post(door, {"_method": "delete"}).status_code == 404
    assert as_(bai).post(door).status_code == 404
    assert Clip.objects.exists()
    assert as_(bai).post(door, {"_method": "delete"})["Location"] == f"/notes/{clip.note_id}/edit/"
    assert not Clip.objects.exists()
    assert Note.objects.get().photos.count() == 1


def test_a_note_costs_the_same_with_a_clip_and_without(
    recording: Recording, bai: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clip = published_clip(recording, bai)
    for _ in range(2):
        with django_assert_num_queries(7):
            Client().get(f"/notes/{clip.note_id}/")
        Clip.objects.all().delete()


def test_the_door_costs_few_statements(
    recording: Recording, bai: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    clip, client = published_clip(recording, bai), Client()
    with django_assert_max_num_queries(2):
        client.get(f"/live/{recording.room_id}/clips/{clip.pk}/")
