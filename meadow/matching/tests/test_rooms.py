"""Live rooms where people find them: the feeds, shops, products and notes; and who is told that one has opened."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, Settings

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.matching.audiences import audience_for
from meadow.matching.room_news import tell_audience
from meadow.people.models.news import News
from meadow.people.models.persons import Block, Follow, Person
from meadow.people.newsstand import lines_of
from meadow.plumbing.events import Told, react
from meadow.trade.tests.made import bought
from meadow.venue.live.actions.opening import close_room, rehearse
from meadow.venue.live.actions.reserving import reserve
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shelf import Explaining, ShelfItem
from meadow.venue.live.models.talk import Mute
from meadow.venue.live.tests.made import announced_room, on_air, planned, show_of
from meadow.venue.notes.actions.likes import like_note
from meadow.venue.notes.tests.made import note_of
from tests.cast import person

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, url: str, **options: Any) -> str:
    response = client.get(url, **options)
    assert response.status_code == 200
    return str(response.content.decode())


def explain(room: Room, product: Product) -> Explaining:
    ShelfItem.objects.create(room=room, product=product)
    return Explaining.objects.create(show=show_of(room), product=product)


def test_what_is_on_air_stands_above_the_feed_until_it_is_over(client: Client, bai: Person, ada: Person) -> None:
    assert "On air now" not in page(client, "/")
    room = on_air(bai, title="Right now")
    announced_room(bai, title="Tomorrow")
    seen = page(client, "/")
    assert f"/live/{room.pk}/?from=feed" in seen
    assert "Tomorrow" not in seen
    assert "Right now" not in page(client, "/", data={"after": "x"}, headers={"HX-Request": "true"})

    Block.objects.create(by=bai, blocked=ada)
    assert "Right now" not in page(as_(ada), "/")
    close_room(room, by=bai)
    assert "Right now" not in page(client, "/")


def test_those_one_follows_come_first_and_stand_above_their_notes(
    ada: Person, bai: Person, cy: Person, shop: Shop
) -> None:
    on_air(bai, title="Of Bai")
    on_air(cy, shop, title="Of Cy")
    client = as_(ada)
    assert "Of Bai" not in page(client, "/following/")
    Follow.objects.create(follower=ada, followed=bai)
    assert "Of Bai" in page(client, "/following/")
    assert "Of Cy" not in page(client, "/following/")
    home = page(client, "/")
    assert home.index("Of Bai") < home.index("Of Cy")


def test_a_shop_shows_its_room_on_air_or_the_next_one(client: Client, cy: Person, shop: Shop) -> None:
    planned(cy, shop, title="Hidden")
    assert "live-line" not in page(client, "/shops/cy-clay/")
    announced_room(cy, shop, title="Tomorrow")
    assert "Tomorrow" in page(client, "/shops/cy-clay/")
    room = on_air(cy, shop, title="Right now")
    seen = page(client, "/shops/cy-clay/")
    assert "Right now" in seen
    assert "Tomorrow" not in seen
    close_room(room, by=cy)
    assert "Tomorrow" in page(client, "/shops/cy-clay/")


def test_a_product_shows_where_it_is_explained(
    client: Client, bai: Person, cy: Person, shop: Shop, lamp_product: Product
) -> None:
    url = lamp_product.get_absolute_url()
    first, second = on_air(bai, title="First"), on_air(cy, shop, title="Second")
    assert "live-line" not in page(client, url)
    ShelfItem.objects.create(room=first, product=lamp_product, is_hidden=True)
    assert "live-line" not in page(client, url)
    explaining = explain(second, lamp_product)
    ShelfItem.objects.update(is_hidden=False)
    assert "Being explained just now: Second" in page(client, url)
    explaining.ended_at = timezone.now()
    explaining.save()
    assert "Being explained" not in page(client, url)
    assert "live-line" in page(client, url)


def test_a_note_says_that_its_product_is_being_explained(
    client: Client, ada: Person, bai: Person, lamp_product: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    note = note_of(ada, products=(lamp_product,), title="Evening")
    room = on_air(bai)
    assert "Being explained" not in page(client, f"/notes/{note.pk}/")
    explaining = explain(room, lamp_product)

    seen = page(client, f"/notes/{note.pk}/")
    assert "Being explained just now: Cups and tea" in seen
    assert f"/live/{room.pk}/?from=note:{note.pk}" in seen
    Room.objects.update(age_from=18)
    assert "Being explained" not in page(client, f"/notes/{note.pk}/")
    Room.objects.update(age_from=0)
    Block.objects.create(by=bai, blocked=ada)
    assert "Being explained" not in page(as_(ada), f"/notes/{note.pk}/")
    explaining.ended_at = timezone.now()
    explaining.save()
    assert "Being explained" not in page(client, f"/notes/{note.pk}/")


def test_a_rehearsal_is_not_told_of(client: Client, cy: Person, shop: Shop) -> None:
    rehearse(planned(cy, shop, title="Hidden"), by=cy)
    for url in ("/", "/shops/cy-clay/", "/live/"):
        assert "Hidden" not in page(client, url)


# -- the audience ---------------------------------------------------------------------------------


def test_an_audience_is_who_follows_bought_or_liked(
    ada: Person, bo: Person, cy: Person, bai: Person, shop: Shop, lamp: Variant
) -> None:
    liker, stranger = person("liker"), person("stranger")
    bought(bo, lamp)
    Follow.objects.create(follower=ada, followed=cy)
    like_note(note_of(bai, products=(lamp.product,), title="Evening"), by=liker)
    room = on_air(cy, shop)
    assert audience_for(room) == [ada.pk, bo.pk]
    ShelfItem.objects.create(room=room, product=lamp.product)
    assert audience_for(room) == [ada.pk, bo.pk, liker.pk]
    like_note(note_of(bai, products=(lamp.product,), title="Morning"), by=bo)
    Follow.objects.create(follower=bo, followed=cy)
    assert audience_for(room) == [bo.pk, ada.pk, liker.pk]
    assert stranger.pk not in audience_for(room)


def test_a_buyers_audience_bought_what_the_room_shows(ada: Person, bai: Person, lamp: Variant) -> None:
    bought(ada, lamp)
    room = on_air(bai)
    assert audience_for(room) == []
    ShelfItem.objects.create(room=room, product=lamp.product)
    assert audience_for(room) == [ada.pk]


def test_nobody_is_told_who_is_in_it_waits_for_it_or_is_kept_away(
    ada: Person, bo: Person, cy: Person, bai: Person, shop: Shop
) -> None:
    others = {name: person(name) for name in ("helper", "banned", "blocked", "blocking", "gone", "waiting", "stays")}
    for someone in (*others.values(), bai):
        Follow.objects.create(follower=someone, followed=cy)
    room = announced_room(cy, shop)
    RoomSeat.objects.create(room=room, person=others["helper"], role="moderator")
    Seat.objects.create(shop=shop, person=bai, role=Seat.Role.SUPPORT)
    Mute.objects.create(room=room, person=others["banned"], is_ban=True)
    Block.objects.create(by=cy, blocked=others["blocked"])
    Block.objects.create(by=others["blocking"], blocked=cy)
    others["gone"].is_active = False
    others["gone"].save()
    reserve(room, by=others["waiting"])
    assert audience_for(room) == [others["stays"].pk]


def test_an_audience_is_bounded_in_people_and_statements(
    cy: Person, shop: Shop, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MEADOW_ROOM_AUDIENCE = 3
    for number in range(5):
        Follow.objects.create(follower=person(f"many{number}"), followed=cy)
    room = on_air(cy, shop)
    with django_assert_num_queries(5):
        assert len(audience_for(room)) == 3


def test_an_opening_is_told_to_its_audience_in_the_background(ada: Person, bai: Person) -> None:
    Follow.objects.create(follower=ada, followed=bai)
    room = on_air(bai)
    told = Told(event=uuid4(), name="venue.room_opened", data={"room": room.pk, "show": show_of(room).pk})
    react(told)
    react(told)
    (job,) = ProcrastinateJob.objects.filter(task_name="matching.tell_audience")

    tell_audience(**job.args)
    news = News.objects.get()
    assert (news.person, news.url) == (ada, f"/live/{room.pk}/?from=notification")
    assert lines_of([news])[0].text == "Bai is live: “Cups and tea”."
    News.objects.all().delete()
    Room.objects.update(age_from=18)
    tell_audience(**job.args)
    Room.objects.update(age_from=0)
    close_room(room, by=bai)
    tell_audience(**job.args)
    assert not News.objects.exists()
