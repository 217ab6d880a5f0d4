"""The ways to groups and from them: cards in chats and on pages, and where somebody came from."""

import pytest
from django.test import Client

from meadow.goods.gatherings import gatherings_of
from meadow.goods.models.shops import Shop
from meadow.people.actions.follows import block_person
from meadow.people.models.persons import Person
from meadow.venue.groups.actions.making import close_group
from meadow.venue.groups.tests.made import group_of, joined
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.sources import source_of
from meadow.venue.live.tests.made import announced_room, on_air, planned
from meadow.venue.talk.cards import Card, look_up, pickers
from tests.cast import published

pytestmark = pytest.mark.django_db


def test_a_room_says_whether_it_is_live(bai: Person, ada: Person) -> None:
    live, coming, hidden = on_air(bai), announced_room(bai, title="Later"), planned(bai, title="Not yet")
    cards = {room.pk: Card("room", room.pk) for room in (live, coming, hidden)}
    seen = look_up(cards.values(), ada)
    assert (seen[cards[live.pk]].state, seen[cards[live.pk]].line) == ("live", "Live now")
    view = seen[cards[coming.pk]]
    assert view.state == "coming"
    assert coming.starts_at
    assert view.data == {"begins": coming.starts_at.isoformat()}
    assert seen[cards[hidden.pk]].state == "gone"
    Room.objects.filter(pk=live.pk).update(state=Room.State.CLOSED)
    assert look_up([cards[live.pk]], ada)[cards[live.pk]].state == "over"


def test_notes_and_groups_are_shown_to_who_may_see_them(bai: Person, ada: Person, bo: Person) -> None:
    note, group = published(bai, "The lamp and the vase"), group_of(bai, name="Bai's corner")
    hidden = group_of(bai, name="Quiet", is_listed=False)
    cards = [Card("note", note.pk), Card("group", group.pk), Card("group", hidden.pk)]
    seen = look_up(cards, ada)
    assert [seen[card].title for card in cards[:2]] == ["The lamp and the vase", "Bai's corner"]
    assert seen[cards[1]].line == "Group · 1 member"
    assert seen[cards[2]].state == "gone"
    joined(group, bo)
    block_person(ada, by=bai)
    assert {view.state for view in look_up(cards, ada).values()} == {"gone"}


def test_the_composer_offers_what_one_may_show(bai: Person, ada: Person) -> None:
    published(bai, "The lamp and the vase")
    on_air(bai)
    group_of(bai, name="Bai's corner")
    found = {kind: [view.title for _key, view in finds("", bai)] for kind, (_title, finds) in pickers().items()}
    assert found["note"] == ["The lamp and the vase"]
    assert found["room"] == ["Cups and tea"]
    assert found["group"] == ["Bai's corner"]
    for kind in ("note", "room", "group"):
        finds = pickers()[kind][1]
        assert list(finds("zzz", bai)) == []
        assert list(finds("", ada)) == []


def test_pages_show_the_way_into_a_listed_group(cy: Person, bai: Person, shop: Shop, ada: Person) -> None:
    group, own = group_of(cy, shop), group_of(bai, name="Bai's corner")
    group_of(cy, shop, name="Quiet", is_listed=False)
    close_group(group_of(cy, shop, name="Bygone"), by=cy)
    note, room = published(bai, "The lamp and the vase"), on_air(cy, shop)
    for page, address in (
        (note.get_absolute_url(), f"{own.get_absolute_url()}?from=note:{note.pk}"),
        (room.get_absolute_url(), f"{group.get_absolute_url()}?from=room:{room.pk}"),
        (shop.get_absolute_url(), group.get_absolute_url()),
    ):
        html = Client().get(page).content.decode()
        assert address in html
        assert "Quiet" not in html
        assert "Bygone" not in html
    assert [one.is_joined for one in gatherings_of(shop=shop, looker=ada, most=3)] == [False]
    joined(group, ada)
    assert [one.is_joined for one in gatherings_of(shop=shop, looker=ada, most=3)] == [True]


def test_where_a_member_came_from_is_kept(cy: Person, shop: Shop, bai: Person, ada: Person) -> None:
    group, note = group_of(cy, shop), published(bai, "The lamp and the vase")
    client = Client()
    client.force_login(ada)
    page = client.get(f"/groups/{group.pk}/?from=note:{note.pk}").content.decode()
    assert f'value="note:{note.pk}"' in page

    client.post(f"/groups/{group.pk}/membership/", {"source": f"note:{note.pk}"})

    assert group.members.get(person=ada).source == f"note:{note.pk}"


def test_a_room_is_entered_out_of_a_group(cy: Person, shop: Shop, ada: Person) -> None:
    group = group_of(cy, shop)
    page = f"https://meadow.example{group.get_absolute_url()}"
    assert source_of("", page, "meadow.example", ada) == f"group:{group.pk}"
    assert source_of(f"group:{group.pk}", "", "meadow.example", ada) == f"group:{group.pk}"
