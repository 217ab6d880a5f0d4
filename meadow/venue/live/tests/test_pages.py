"""The pages of rooms: what they show to whom, what they refuse, and what they cost."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Block, Person
from meadow.plumbing.events import announced
from meadow.venue.live.actions.opening import close_room, pause_room, rehearse
from meadow.venue.live.actions.planning import call_off
from meadow.venue.live.models.rooms import Reservation, Room, RoomSeat
from meadow.venue.live.models.shelf import ShelfItem
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.models.talk import Mute
from meadow.venue.live.tests.made import announced_room, helped_by, on_air, planned
from meadow.venue.notes.tests.made import note_of, photo_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
DELETE = {"_method": "delete"}


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, url: str, status: int = 200, **options: Any) -> str:
    response = client.get(url, **options)
    assert response.status_code == status
    return str(response.content.decode())


def local(days: int = 1) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def form(**said: object) -> dict[str, object]:
    return {"place": "self", "title": "Cups and tea", "age_from": "0", "slow_seconds": "0", "do": "keep", **said}


def recorded(room: Room) -> Room:
    show = Show.objects.filter(room=room).latest("pk")
    Recording.objects.create(room=room, show=show, engine="embedded", name=f"{room.pk}.mp4", began_at=show.opened_at)
    return room


# -- a room's own page ----------------------------------------------------------------------------


def test_a_planned_room_shows_its_moment_and_takes_reservations(client: Client, bai: Person, ada: Person) -> None:
    room = announced_room(bai, words="Six cups, one pot.")

    seen = page(client, f"/live/{room.pk}/")
    assert "Cups and tea" in seen
    assert "Six cups, one pot." in seen
    assert "Tell me when it begins" in seen
    assert "data-waiting" in seen
    assert "data-room=" not in seen

    answer = client.post(f"/live/{room.pk}/reservation/")
    assert answer["Location"] == f"/account/login/?next=/live/{room.pk}/"
    assert not Reservation.objects.exists()
    reserving = as_(ada)
    for _ in range(2):
        said = reserving.post(f"/live/{room.pk}/reservation/", headers=HTMX).content.decode()
        assert "We will tell you" in said
        assert "1 person waits for it" in said
    assert "We will tell you" in page(reserving, f"/live/{room.pk}/")
    for _ in range(2):
        assert reserving.post(f"/live/{room.pk}/reservation/", DELETE)["Location"] == f"/live/{room.pk}/"
    assert Room.objects.get().reservation_count == 0


def test_a_room_on_air_has_everything_inside(client: Client, bai: Person, lamp_product: Product) -> None:
    room = on_air(bai)
    seen = page(client, f"/live/{room.pk}/")
    assert f'data-room="{room.pk}"' in seen
    assert "is-live" in seen
    assert "Tell me when it begins" not in seen

    pause_room(room, by=bai)
    assert "is-paused" in page(client, f"/live/{room.pk}/")
    close_room(room, by=bai)
    assert "is-closed" in page(client, f"/live/{room.pk}/")


def test_what_may_not_be_seen_is_not_there(client: Client, bai: Person, ada: Person, cy: Person, shop: Shop) -> None:
    hidden, shops = planned(bai), on_air(cy, shop)
    assert page(as_(bai), f"/live/{hidden.pk}/")
    page(client, f"/live/{hidden.pk}/", 404)
    page(as_(ada), f"/live/{hidden.pk}/", 404)
    page(client, "/live/4242/", 404)

    Block.objects.create(by=cy, blocked=ada)
    page(as_(ada), f"/live/{shops.pk}/", 404)
    assert page(client, f"/live/{shops.pk}/")
    Shop.objects.update(state=Shop.State.SUSPENDED)
    page(client, f"/live/{shops.pk}/", 404)


def test_a_ban_keeps_out_until_it_ends(bai: Person, ada: Person) -> None:
    room = on_air(bai)
    ban = Mute.objects.create(room=room, person=ada, is_ban=True)
    page(as_(ada), f"/live/{room.pk}/", 404)
    ban.until = timezone.now() - timedelta(seconds=1)
    ban.save()
    assert page(as_(ada), f"/live/{room.pk}/")
    Mute.objects.update(until=None, is_ban=False)
    assert page(as_(ada), f"/live/{room.pk}/")


def test_a_rehearsal_looks_like_waiting_from_outside(client: Client, bai: Person) -> None:
    room = rehearse(announced_room(bai), by=bai)
    outside = page(client, f"/live/{room.pk}/")
    assert "is-planned" in outside
    assert "data-room=" not in outside
    assert client.get(f"/live/{room.pk}/state/").json()["state"] == "planned"
    assert "is-rehearsing" in page(as_(bai), f"/live/{room.pk}/")


def test_the_state_is_told_to_those_who_may_know(client: Client, bai: Person) -> None:
    room = planned(bai)
    assert client.get(f"/live/{room.pk}/state/").status_code == 404
    Room.objects.update(is_public=True, state=Room.State.LIVE)
    assert client.get(f"/live/{room.pk}/state/").json()["state"] == "live"


def test_a_room_that_was_called_off_says_so(client: Client, bai: Person) -> None:
    room = announced_room(bai)
    call_off(room, by=bai)
    seen = page(client, f"/live/{room.pk}/")
    assert "This room was called off" in seen
    assert "Tell me when it begins" not in seen


def test_an_age_is_asked_for_once_and_nothing_is_shown_before(client: Client, bai: Person) -> None:
    room = on_air(bai, title="Wine glasses", words="For evenings.", age_from=18, cover=photo_of(bai).pk)
    before = page(client, f"/live/{room.pk}/")
    assert "This room is for people from the age of 18" in before
    assert "Wine glasses" not in before
    assert "data-room" not in before

    assert client.post(f"/live/{room.pk}/age/")["Location"] == f"/live/{room.pk}/"
    assert "Wine glasses" in page(client, f"/live/{room.pk}/")
    other = on_air(bai, title="Knives", age_from=21)
    assert "Knives" not in page(client, f"/live/{other.pk}/")
    assert "Wine glasses" in page(as_(bai), f"/live/{room.pk}/")


def test_evil_words_are_words(client: Client, bai: Person) -> None:
    room = on_air(bai, title=EVIL[:80], words=EVIL)
    for seen in (
        page(client, f"/live/{room.pk}/"),
        page(as_(bai), f"/live/{room.pk}/console/"),
        page(client, "/live/"),
    ):
        assert "<script>alert" not in seen
        assert "<img src=x" not in seen


# -- planning -------------------------------------------------------------------------------------


def test_a_buyer_plans_a_room_and_announces_it(bai: Person) -> None:
    mine = note_of(bai, title="What comes")
    client = as_(bai)
    assert "Yourself, as a buyer" in page(client, "/live/new/")
    said = form(do="announce", starts_at=local(), preview=str(mine.pk), keeps_recording="on", idempotency_key="k1")
    first = client.post("/live/new/", said)
    again = client.post("/live/new/", said)

    room = Room.objects.get()
    assert first["Location"] == again["Location"] == f"/live/{room.pk}/console/"
    assert (room.host, room.shop, room.preview, room.is_public, room.language) == (bai, None, mine, True, "en")
    assert timezone.localtime(room.starts_at).strftime("%Y-%m-%dT%H:%M") == said["starts_at"]
    assert announced() == ["venue.note_published", "venue.room_planned"]


def test_a_manager_plans_for_the_shop_only(cy: Person, shop: Shop) -> None:
    client = as_(cy)
    assert "Yourself" not in page(client, f"/live/new/?shop={shop.pk}")
    assert client.post("/live/new/", form()).status_code == 422
    assert client.post("/live/new/", form(place=str(shop.pk), keeps_recording="on")).status_code == 302
    assert (Room.objects.get().shop, Room.objects.get().is_public) == (shop, False)


def test_members_read_how_to_become_a_host(ada: Person) -> None:
    client = as_(ada)
    seen = page(client, "/live/new/")
    assert "Become a buyer" in seen
    assert "Open a shop" in seen
    answer = client.post("/live/new/", form())
    assert answer.status_code == 409
    assert "Rooms are hosted by buyers" in answer.content.decode()
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"starts_at": "2020-01-01T10:00"}, "That moment has passed."),
        ({"starts_at": "2099-01-01T10:00"}, "A room can be planned at most 90 days ahead."),
        ({"do": "announce"}, "Say when it begins, then it can be announced."),
        ({"age_from": "17"}, "Select a valid choice"),
        ({"slow_seconds": "9999"}, "Select a valid choice"),
        ({"preview": "4242"}, "Select a valid choice"),
        ({"place": "4242"}, "Select a valid choice"),
        ({"cover": SimpleUploadedFile("x.jpg", b"no picture")}, "not a photo"),
    ],
)
def test_what_is_wrong_with_a_plan_stands_at_its_field(bai: Person, said: dict[str, object], words: str) -> None:
    answer = as_(bai).post("/live/new/", form(**said))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Room.objects.exists()
    assert announced() == []


def test_a_plan_is_changed_by_hosts_alone(bai: Person, ada: Person, bo: Person) -> None:
    room = announced_room(bai, cover=photo_of(bai).pk)
    helped_by(room, "ada", RoomSeat.Role.COHOST, by=bai)
    helped_by(room, "bo.li", RoomSeat.Role.MODERATOR, by=bai)
    assert "Cups and tea" in page(as_(ada), f"/live/{room.pk}/edit/")
    said = form(title="Bowls", starts_at=local(2), age_from="16")
    assert as_(ada).post(f"/live/{room.pk}/edit/", said).status_code == 302
    room.refresh_from_db()
    assert (room.title, room.age_from, room.cover is None) == ("Bowls", 16, False)
    assert as_(ada).post(f"/live/{room.pk}/edit/", {**said, "remove_cover": "on"}).status_code == 302
    room.refresh_from_db()
    assert room.cover is None

    page(as_(bo), f"/live/{room.pk}/edit/", 404)
    assert as_(bo).post(f"/live/{room.pk}/edit/", form(title="Mine")).status_code == 404
    assert Room.objects.get().title == "Bowls"


# -- the console ----------------------------------------------------------------------------------


def test_the_console_takes_a_room_through_its_life(bai: Person) -> None:
    room = planned(bai)
    client = as_(bai)
    for door, said, state in (
        ("announcement", {}, "planned"),
        ("rehearsal", {}, "rehearsing"),
        ("rehearsal", DELETE, "planned"),
        ("show", {}, "live"),
        ("pause", {}, "paused"),
        ("pause", DELETE, "live"),
        ("show", DELETE, "closed"),
    ):
        answer = client.post(f"/live/{room.pk}/{door}/", said, headers=HTMX)
        assert f'data-state="{state}"' in answer.content.decode()
        assert "<html" not in answer.content.decode()
        assert Room.objects.get().state == state
        assert 'id="console-head"' in page(client, f"/live/{room.pk}/console/")
    assert announced() == ["venue.room_planned", "venue.room_opened", "venue.room_closed"]
    answer = client.post(f"/live/{room.pk}/show/", headers=HTMX)
    assert answer.status_code == 409
    assert "is over" in answer.content.decode()


def test_without_scripts_each_step_leads_back_to_the_console(bai: Person) -> None:
    room = planned(bai)
    assert as_(bai).post(f"/live/{room.pk}/show/")["Location"] == f"/live/{room.pk}/console/"
    assert as_(bai).get(f"/live/{room.pk}/show/").status_code == 405
    other = planned(bai)
    assert as_(bai).post(f"/live/{other.pk}/cancellation/")["Location"] == f"/live/{other.pk}/console/"
    assert Room.objects.get(pk=other.pk).state == Room.State.CANCELLED


@pytest.mark.parametrize("door", ["announcement", "cancellation", "rehearsal", "show", "pause"])
def test_only_hosts_take_steps(client: Client, bai: Person, ada: Person, bo: Person, door: str) -> None:
    room = announced_room(bai)
    helped_by(room, "bo.li", RoomSeat.Role.MODERATOR, by=bai)
    for person in (ada, bo):
        assert as_(person).post(f"/live/{room.pk}/{door}/").status_code == 404
    assert client.post(f"/live/{room.pk}/{door}/")["Location"].startswith("/account/login/")
    assert Room.objects.get().state == Room.State.PLANNED
    page(as_(ada), f"/live/{room.pk}/console/", 404)
    assert "Go live" not in page(as_(bo), f"/live/{room.pk}/console/")


def test_the_shops_team_runs_its_rooms(cy: Person, ada: Person, bo: Person, shop: Shop) -> None:
    room = planned(cy, shop)
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.EDITOR)
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    assert "Go live" in page(as_(ada), f"/live/{room.pk}/console/")
    assert "Go live" not in page(as_(bo), f"/live/{room.pk}/console/")


# -- helpers --------------------------------------------------------------------------------------


def test_hosts_ask_people_to_help_and_both_can_end_it(bai: Person, ada: Person, bo: Person) -> None:
    room = planned(bai)
    client, helper = as_(bai), as_(ada)
    for role in ("cohost", "moderator"):
        assert client.post(f"/live/{room.pk}/seats/", {"handle": "@Ada", "role": role}).status_code == 302
    assert RoomSeat.objects.get().role == "moderator"
    assert helper.post(f"/live/{room.pk}/invitation/")["Location"] == f"/live/{room.pk}/console/"
    assert "Moderators mind the talk" in page(client, f"/live/{room.pk}/seats/")
    assert "Ask somebody to help" not in page(helper, f"/live/{room.pk}/seats/")
    assert helper.post(f"/live/{room.pk}/seats/", {"handle": "bo.li", "role": "cohost"}).status_code == 404

    assert helper.post(f"/live/{room.pk}/seats/{ada.pk}/", DELETE)["Location"] == "/me/rooms/"
    assert not RoomSeat.objects.exists()
    page(helper, f"/live/{room.pk}/console/", 404)
    for person in (ada, bo):
        helped_by(room, person.handle, RoomSeat.Role.MODERATOR, by=bai)
    assert helper.post(f"/live/{room.pk}/seats/{bo.pk}/", DELETE).status_code == 404
    assert client.post(f"/live/{room.pk}/seats/{bo.pk}/", DELETE)["Location"] == f"/live/{room.pk}/seats/"
    assert RoomSeat.objects.get().person == ada


def test_nobody_is_seated_who_is_not_there_for_the_host(bai: Person, ada: Person, bo: Person) -> None:
    room = planned(bai)
    Block.objects.create(by=ada, blocked=bai)
    Block.objects.create(by=bai, blocked=bo)
    client = as_(bai)
    nobody, host = "Nobody here has the handle", "hosts this room"
    for handle, words in (("no.one", nobody), ("ada", nobody), ("bo.li", nobody), ("bai", host)):
        answer = client.post(f"/live/{room.pk}/seats/", {"handle": handle, "role": "cohost"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not RoomSeat.objects.exists()


# -- lists ----------------------------------------------------------------------------------------


def test_everybodys_rooms_stand_by_what_they_are(client: Client, bai: Person, cy: Person, shop: Shop) -> None:
    on_air(bai, title="Right now")
    announced_room(bai, title="Tomorrow")
    planned(bai, title="Secret")
    over = recorded(on_air(cy, shop, title="Yesterday"))
    close_room(over, by=cy)
    close_room(on_air(cy, shop, title="Unrecorded"), by=cy)
    late = announced_room(bai, title="Forgotten")
    Room.objects.filter(pk=late.pk).update(starts_at=timezone.now() - timedelta(hours=4))

    seen = page(client, "/live/")
    places = [
        seen.index(words) for words in ("On air now", "Right now", "Coming", "Tomorrow", "Watch again", "Yesterday")
    ]
    assert places == sorted(places)
    for words in ("Secret", "Unrecorded", "Forgotten"):
        assert words not in seen
    assert "Right now" in page(client, "/live/?tab=now")
    assert "Right now" not in page(client, "/live/?tab=coming")


@pytest.mark.parametrize("words", ["tea", "BAI", "茶", "lamp", "cups tea", "@bai"])
def test_rooms_are_found_by_words_hosts_and_goods(
    client: Client, bai: Person, ada: Person, lamp_product: Product, words: str
) -> None:
    room = on_air(bai, title="Cups and tea 茶")
    ShelfItem.objects.create(room=room, product=lamp_product)
    assert "Cups and tea" in page(client, "/live/", data={"q": words})
    assert f"/live/{room.pk}/?from=search" in page(client, "/live/", data={"q": words})


def test_hidden_goods_and_other_words_find_nothing(client: Client, bai: Person, lamp_product: Product) -> None:
    ShelfItem.objects.create(room=on_air(bai), product=lamp_product, is_hidden=True)
    for words in ("lamp", "%", "_", "cups spoons"):
        assert "No room is like that" in page(client, "/live/", data={"q": words})
    page(client, "/live/", 404, data={"q": "\0"})


def test_lists_go_on_leaf_by_leaf(client: Client, bai: Person) -> None:
    show = Show.objects.create(room=planned(bai), closed_at=timezone.now())
    rooms = [Room(host=bai, title=f"Room {number:02}", state="closed", is_public=True) for number in range(30)]
    for room in Room.objects.bulk_create(rooms):
        Recording.objects.create(room=room, show=show, engine="e", name=str(room.pk), began_at=timezone.now())
    first = client.get("/live/").context["leaf"]
    rest = page(client, "/live/", data={"after": first.after}, headers=HTMX)
    assert rest.count("<article") == 6
    assert "<html" not in rest
    assert page(as_(bai), "/me/rooms/").count("room-line") > 24


def test_ones_own_rooms_are_those_one_runs(bai: Person, ada: Person, cy: Person, shop: Shop) -> None:
    room = planned(bai, title="Hidden still")
    helped_by(room, "ada", RoomSeat.Role.MODERATOR, by=bai)
    planned(cy, shop, title="Of the shop")
    assert "Hidden still" in page(as_(ada), "/me/rooms/")
    assert "Of the shop" not in page(as_(bai), "/me/rooms/")
    at_the_desk = page(as_(cy), "/desk/cy-clay/rooms/")
    assert "Of the shop" in at_the_desk
    assert "Hidden still" not in at_the_desk
    page(as_(ada), "/desk/cy-clay/rooms/", 404)


# -- what they cost -------------------------------------------------------------------------------


@pytest.fixture
def busy(bai: Person, cy: Person, ada: Person, shop: Shop, lamp_product: Product) -> SimpleNamespace:
    """Many rooms with everything on them."""
    rooms = [on_air(cy, shop, title=f"Live {number}", cover=photo_of(cy).pk) for number in range(6)]
    for number in range(6):
        announced_room(bai, title=f"Coming {number}", cover=photo_of(bai).pk)
        close_room(recorded(on_air(bai, title=f"Over {number}")), by=bai)
    helped_by(rooms[0], "bai", RoomSeat.Role.MODERATOR, by=cy)
    ShelfItem.objects.create(room=rooms[0], product=lamp_product)
    return SimpleNamespace(live=rooms[0], planned=Room.objects.announced().first())


@pytest.mark.parametrize(
    ("who", "url", "statements"),
    [
        ("", "/live/", 3),
        ("", "/live/?q=live lamp", 3),
        ("ada", "/live/", 7),
        ("cy", "/me/rooms/", 6),
        ("cy", "/desk/cy-clay/rooms/", 5),
        ("", "/live/{live}/", 12),
        ("ada", "/live/{live}/", 20),
        ("", "/live/{planned}/", 4),
        ("cy", "/live/{live}/console/", 37),
        ("cy", "/live/{live}/seats/", 5),
        ("bai", "/live/new/", 5),
        ("", "/live/{planned}/state/", 1),
    ],
)
def test_pages_cost_a_constant_number_of_statements(
    request: pytest.FixtureRequest,
    busy: SimpleNamespace,
    who: str,
    url: str,
    statements: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = as_(request.getfixturevalue(who)) if who else Client()
    url = url.format(live=busy.live.pk, planned=busy.planned.pk)
    client.get(url)
    with django_assert_num_queries(statements):
        assert client.get(url).status_code == 200
