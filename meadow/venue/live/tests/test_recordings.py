"""Recordings: registered, placed in time, watched again, hidden, deleted, and pruned."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from meadow.engines.media import places
from meadow.engines.media.registry import media_engine
from meadow.engines.media.signatures import signed_headers
from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.live import replaying
from meadow.venue.live.actions.opening import close_room, open_room
from meadow.venue.live.actions.recordings import look_through, prune
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Explaining
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.tests.engine import Engine
from meadow.venue.live.tests.made import on_air, planned, recorded, show_of
from meadow.venue.live.views import replays

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ready(room: Room, name: str, began_at: datetime, seconds: float = 60, **told: Any) -> None:
    """The engine tells of a recording."""
    said = {"id": name, "kind": "record_ready", "path": room.path, "session": "one", "recording": name}
    body = json.dumps({**said, "seconds": seconds, "bytes": 5000, "started_at": began_at.isoformat(), **told})
    headers = signed_headers(places.secret(), body.encode())
    assert Client().post("/hooks/media/embedded/", body, "application/json", headers=headers).status_code == 200


@pytest.fixture
def room(engine: Engine, bai: Person) -> Room:
    """A show that went on for two minutes, two hours ago."""
    room = on_air(bai)
    close_room(room, by=bai)
    opened_at = timezone.now() - timedelta(hours=2)
    Show.objects.update(opened_at=opened_at, closed_at=opened_at + timedelta(minutes=2))
    room.refresh_from_db()
    return room


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return str(response.content.decode())


# -- registering ----------------------------------------------------------------------------------


def test_a_recording_is_registered_with_the_show_whose_time_it_shares(room: Room) -> None:
    began_at = show_of(room).opened_at + timedelta(seconds=5)
    ready(room, "r1", began_at)
    ready(room, "r1", began_at)
    recording = Recording.objects.get()
    assert (recording.show, recording.seconds, recording.size) == (show_of(room), 60, 5000)
    assert recording.is_shown
    assert recording.began_at == began_at


def test_what_was_recorded_outside_of_a_show_only_its_team_sees(room: Room, bai: Person) -> None:
    ready(room, "early", show_of(room).opened_at - timedelta(hours=1))
    Room.objects.update(keeps_recording=False)
    ready(room, "unwanted", show_of(room).opened_at)
    assert dict(Recording.objects.values_list("name", "is_shown")) == {"early": False, "unwanted": False}
    assert Recording.objects.get(name="early").show is None


def test_the_engine_is_asked_where_its_clock_jumps(engine: Engine, room: Room) -> None:
    began_at = show_of(room).opened_at
    back_at = began_at + timedelta(seconds=40)  # away from the 30th second to the 40th
    clock = [(0, began_at.isoformat()), (30.0, back_at.isoformat())]
    engine.record("r1", room.path, began_at, 60, clock=clock)
    ready(room, "r1", began_at)
    recording = Recording.objects.get()
    seconds = [recording.second_of(began_at + timedelta(seconds=it)) for it in (-1, 0, 20, 35, 50, 69, 71)]
    assert seconds == [None, 0, 20, 30, 40, 59, None]
    assert recording.ends_at == began_at + timedelta(seconds=70)


def test_a_recording_is_registered_although_the_engine_is_silent_and_its_clock_follows(
    engine: Engine, room: Room
) -> None:
    began_at = show_of(room).opened_at
    engine.is_down = True
    ready(room, "r1", began_at)
    assert Recording.objects.get().clock == []
    engine.is_down = False
    engine.record("r1", room.path, began_at, 60, clock=[(0, began_at.isoformat())])
    look_through(media_engine())
    assert Recording.objects.get().clock == [[0, began_at.isoformat()]]


def test_looking_through_finds_what_no_hook_told_and_what_is_gone(engine: Engine, room: Room) -> None:
    recorded(room, "gone")
    engine.record("found", room.path, show_of(room).opened_at, 30)
    engine.record("being-written", room.path, timezone.now(), 0, finished=False)
    look_through(media_engine())
    assert set(Recording.objects.kept().values_list("name", flat=True)) == {"found"}
    assert Recording.objects.get(name="gone").gone_at


def test_what_was_let_go_does_not_come_back(engine: Engine, room: Room) -> None:
    recorded(room, "r1", gone_at=timezone.now())
    engine.record("r1", room.path, show_of(room).opened_at, 30)
    look_through(media_engine())
    assert not Recording.objects.kept().exists()


def test_files_of_rooms_that_were_erased_go_too(engine: Engine, room: Room) -> None:
    engine.record("orphan", "0123456789abcdef", timezone.now() - 2 * DAY, 30)
    engine.record("young", "0123456789abcdef", timezone.now(), 30)
    look_through(media_engine())
    assert engine.deleted == ["orphan"]


# -- watching again -------------------------------------------------------------------------------


def test_a_show_is_watched_again_from_a_products_chapter(room: Room, bai: Person, lamp_product: Product) -> None:
    show = show_of(room)
    recorded(room, after=-10, seconds=140)
    Explaining.objects.create(
        show=show,
        product=lamp_product,
        began_at=show.opened_at + timedelta(seconds=65.5),
        ended_at=show.opened_at + timedelta(seconds=90),
    )
    url = f"/live/{room.pk}/replay/"
    said = page(Client(), url)
    assert 'data-start="10.0"' in said
    assert "Paper lamp" in said
    assert "1:15" in said
    assert 'data-second="75.5"' in said
    assert "/replay/r1.mp4?token=" in said
    assert 'data-start="75.5"' in page(Client(), f"{url}?chapter={lamp_product.pk}")
    assert "#t=75.5" in page(Client(), f"/live/{room.pk}/?chapter={lamp_product.pk}")
    for nonsense in ("0", "-1", "x", "9" * 30, "%00"):
        assert Client().get(f"{url}?chapter={nonsense}").status_code in {200, 404}


def test_a_chapter_that_begins_while_nothing_was_recorded_is_where_the_next_part_begins(
    room: Room, lamp_product: Product
) -> None:
    show = show_of(room)
    recorded(room, "r1", seconds=30)
    recorded(room, "r2", after=50, seconds=60)
    at = [show.opened_at + timedelta(seconds=it) for it in (40, 60)]
    Explaining.objects.create(show=show, product=lamp_product, began_at=at[0], ended_at=at[1])
    said = page(Client(), f"/live/{room.pk}/replay/?chapter={lamp_product.pk}")
    assert 'data-part="2" data-second="0.0"' in said
    assert "Part 2" in said


def test_products_that_are_not_on_sale_any_more_are_no_chapters(room: Room, lamp_product: Product) -> None:
    recorded(room)
    Explaining.objects.create(show=show_of(room), product=lamp_product, began_at=show_of(room).opened_at)
    Product.objects.update(status=Product.Status.DRAFT)
    assert "Paper lamp" not in page(Client(), f"/live/{room.pk}/replay/")


def test_nothing_is_watched_again_that_is_hidden_or_gone(room: Room, bai: Person, ada: Person) -> None:
    recording = recorded(room, is_shown=False)
    url = f"/live/{room.pk}/replay/"
    assert "token=" not in page(as_(ada), url)
    assert "There is no recording to watch" in page(as_(ada), url)
    assert "token=" in page(as_(bai), url)
    Recording.objects.filter(pk=recording.pk).update(is_shown=True, gone_at=timezone.now())
    assert "token=" not in page(as_(bai), url)
    assert "There is no recording to watch" in page(as_(ada), f"/live/{room.pk}/")


def test_replays_are_seen_by_those_who_may_see_the_room(room: Room, bai: Person) -> None:
    recorded(room)
    assert Client().get(f"/live/{planned(bai).pk}/replay/").status_code == 404
    Room.objects.filter(pk=room.pk).update(age_from=18)
    assert "token=" not in page(Client(), f"/live/{room.pk}/replay/")
    assert Client().get(f"/live/{room.pk}/replay/?show=99999999").status_code in {200, 404}


def test_other_shows_of_a_room_are_found(room: Room) -> None:
    recorded(room, "old")
    old = show_of(room)
    newer = Show.objects.create(room=room, closed_at=timezone.now())
    recorded(room, "new")
    url = f"/live/{room.pk}/replay/"
    assert "/replay/new.mp4" in page(Client(), url)
    assert f"?show={old.pk}" in page(Client(), url)
    assert "/replay/old.mp4" in page(Client(), f"{url}?show={old.pk}")
    assert Client().get(f"{url}?show={newer.pk + 1}").status_code == 404


def test_a_replay_costs_the_same_with_many_chapters(
    room: Room, lamp_product: Product, django_assert_max_num_queries: Any
) -> None:
    show = show_of(room)
    recorded(room, "r1", seconds=60)
    recorded(room, "r2", after=60)
    for second in range(0, 100, 5):
        at = show.opened_at + timedelta(seconds=second)
        Explaining.objects.create(show=show, product=lamp_product, began_at=at, ended_at=at + timedelta(seconds=4))
    client = Client()
    with django_assert_max_num_queries(9):
        client.get(f"/live/{room.pk}/replay/")


# -- earlier shows --------------------------------------------------------------------------------


@pytest.fixture
def permanent(engine: Engine, bai: Person) -> Room:
    """A room that was open eight times, and waits for the ninth show."""
    room = on_air(bai, is_permanent=True)
    for number in range(8):
        if number:
            open_room(room, by=bai)
        recorded(room, f"r{number}", seconds=60 + number)
        close_room(room, by=bai)
    room.refresh_from_db()
    return room


def test_a_permanent_room_lists_its_earlier_shows(permanent: Room, bai: Person) -> None:
    seen = page(Client(), f"/live/{permanent.pk}/")
    assert seen.count("earlier-line") == 6
    assert "1:07" in seen
    assert f'href="/live/{permanent.pk}/replays/"' in seen
    newest, oldest = (Show.objects.order_by(order).first() for order in ("-pk", "pk"))
    assert newest
    assert oldest
    assert f"?show={newest.pk}" in seen
    assert f"?show={oldest.pk}" not in seen
    assert f"?show={oldest.pk}" in page(Client(), f"/live/{permanent.pk}/replays/")

    Recording.objects.filter(show=newest).update(is_shown=False)
    assert f"?show={newest.pk}" not in page(Client(), f"/live/{permanent.pk}/replays/")
    assert f"?show={newest.pk}" in page(as_(bai), f"/live/{permanent.pk}/replays/")


def test_earlier_shows_are_turned_leaf_by_leaf(
    permanent: Room, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(replays, "EARLIER", 5)
    monkeypatch.setattr(replaying, "MOST_SHOWS", 2)
    client, url = Client(), f"/live/{permanent.pk}/replays/"
    with django_assert_max_num_queries(2):
        first = client.get(url)
    after = first.context["leaf"].after
    rest = client.get(f"{url}?after={after}", headers={"HX-Request": "true"}).content.decode()
    assert rest.count("earlier-line") == 3
    assert "<html" not in rest
    oldest = Show.objects.order_by("pk").first()
    assert oldest
    assert "/replay/r0.mp4" in page(client, f"/live/{permanent.pk}/replay/?show={oldest.pk}")


def test_a_room_of_one_show_lists_none(room: Room) -> None:
    recorded(room)
    assert "Earlier shows" not in page(Client(), f"/live/{room.pk}/")
    Room.objects.update(age_from=18)
    assert "earlier-line" not in page(Client(), f"/live/{room.pk}/replays/")


# -- what hosts do --------------------------------------------------------------------------------


def test_hosts_hide_and_show_and_delete_their_recordings(engine: Engine, room: Room, bai: Person, ada: Person) -> None:
    recording = recorded(room)
    engine.record("r1", room.path, recording.began_at, 60)
    door = f"/live/{room.pk}/recordings/{recording.pk}/"
    assert as_(ada).post(door).status_code == 404
    assert as_(bai).post(door).status_code == 302
    assert not Recording.objects.get().is_shown
    as_(bai).post(door, {"shown": "yes"})
    assert Recording.objects.get().is_shown
    as_(bai).post(door, {"_method": "delete"})
    assert Recording.objects.get().gone_at
    assert engine.deleted == ["r1"]
    assert as_(bai).post(door, {"_method": "delete"}).status_code == 404


def test_what_the_law_has_kept_is_hidden_and_not_deleted(
    engine: Engine, room: Room, bai: Person, settings: Settings
) -> None:
    settings.MEADOW_RECORDINGS_MAY_GO = False
    recording = recorded(room)
    answer = as_(bai).post(f"/live/{room.pk}/recordings/{recording.pk}/", {"_method": "delete"})
    assert answer.status_code == 409
    assert "This one can be hidden" in answer.content.decode()
    assert (Recording.objects.get().gone_at, engine.deleted) == (None, [])


def test_what_is_being_written_is_not_deleted_and_nothing_while_the_engine_is_silent(
    engine: Engine, room: Room, bai: Person
) -> None:
    recording = recorded(room)
    engine.record("r1", room.path, recording.began_at, 60, finished=False)
    door = f"/live/{room.pk}/recordings/{recording.pk}/"
    assert as_(bai).post(door, {"_method": "delete"}).status_code == 409
    engine.is_down = True
    assert as_(bai).post(door, {"_method": "delete"}).status_code == 503
    assert Recording.objects.get().gone_at is None


# -- retention ------------------------------------------------------------------------------------


def test_recordings_go_when_their_time_has_passed(engine: Engine, room: Room, settings: Settings) -> None:
    settings.MEADOW_MEDIA_KEEP_DAYS, settings.MEADOW_MEDIA_KEEP_GB = 1095.0, 0.0
    for name, age in (("old", 1096), ("young", 1094)):
        recorded(room, name)
        Recording.objects.filter(name=name).update(began_at=datetime.now(UTC) - age * DAY)
        engine.record(name, room.path, timezone.now(), 60)
    assert prune(media_engine()) == 1
    assert engine.deleted == ["old"]
    assert Recording.objects.kept().get().name == "young"
    assert prune(media_engine()) == 0


def test_the_oldest_go_first_when_all_are_too_large(engine: Engine, room: Room, settings: Settings) -> None:
    settings.MEADOW_MEDIA_KEEP_DAYS, settings.MEADOW_MEDIA_KEEP_GB = 0.0, 2500 / 2**30
    for number in range(4):
        recorded(room, f"r{number}", after=number)
        engine.record(f"r{number}", room.path, timezone.now(), 60)
    assert prune(media_engine()) == 2
    assert engine.deleted == ["r0", "r1"]


def test_a_room_costs_the_same_with_more_of_its_replay(room: Room, lamp_product: Product) -> None:
    show, client = show_of(room), Client()
    costs = []
    for number in range(2):
        recorded(room, f"r{number}", after=number)
        at = show.opened_at + timedelta(seconds=number)
        Explaining.objects.create(show=show, product=lamp_product, began_at=at, ended_at=at)
        client.get(f"/live/{room.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/live/{room.pk}/")
        costs.append(len(captured))
    assert costs[0] == costs[1]
