"""What archives hold: everything of whom they belong to, and of others no more than is lawful."""

import csv
import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import models

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.moving.actions.exporting import ask_for_own_export, ask_for_shop_export, make_archive
from meadow.moving.actions.history.bringing import import_customers, import_orders
from meadow.moving.archives.contents import PARTS
from meadow.moving.models.history import HistoryCustomer, HistoryOrder
from meadow.moving.tests.leaver import EMAIL, HANDLE, NAME, OTHER_EMAIL, PHONE, STREET, leaver
from meadow.moving.tests.test_exporting import opened
from meadow.people.models.persons import Person
from meadow.plumbing.spreadsheet import plain
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import bought, home, place
from meadow.venue.notes.tests.made import note_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

# Every row that points at a person, and the file of their own archive in which it is told; or why in none.
TOLD = {
    "moving.export.by": "exports.json",
    "moving.erasure.person": "Told on the page itself.",
    "moving.import.by": "what-you-did-in-shops.json",
    "moving.historycustomer.person": "orders-before.json",
    "trade.cart.person": "cart.json",
    "trade.coupon.person": "coupons.json",
    "trade.offertake.member": "orders.json",
    "trade.ordergroup.member": "orders.json",
    "trade.order.member": "orders.json",
    "trade.orderstep.by": "orders.json",
    "trade.refund.by": "orders.json",
    "trade.account.person": "Told on the buyer's own pages of earnings.",
    "trade.lineshare.earner": "Told on the buyer's own pages of earnings.",
    "trade.payout.by": "An operator's work, not their data.",
    "trade.linetouch.earner": "earnings.json",
    "trade.buyer.person": "buyer.json",
    "trade.buyer.answered_by": "An operator's work, not their data.",
    "trade.agreement.buyer": "agreements.json",
    "trade.agreement.answered_by": "The shop's work.",
    "trade.selectionitem.buyer": "selection.json",
    "trade.touch.person": "what-led-you-to-goods.json",
    "trade.touch.earner": "Who else looked at what is those people's own affair; what was sold is in earnings.json.",
    "trade.payoutaccount.person": "payout-accounts.json",
    "trade.handtransfer.by": "An operator's work, not their data.",
    "live.room.host": "rooms.json",
    "live.roomseat.person": "rooms-you-help.json",
    "live.reservation.person": "room-reservations.json",
    "live.show.opened_by": "rooms.json",
    "live.visit.person": "room-visits.json",
    "live.participation.person": "room-part-taken.json",
    "live.message.author": "room-messages.json",
    "live.message.hidden_by": "The room's team's work.",
    "live.mute.person": "room-mutes.json",
    "live.mute.by": "The room's team's work.",
    "live.explainask.person": "room-wishes.json",
    "live.offer.by": "The room's team's work.",
    "live.raffle.by": "The room's team's work.",
    "live.raffleentry.person": "room-raffles.json",
    "direct.conversation.low": "conversations.json",
    "direct.conversation.high": "conversations.json",
    "direct.conversation.asked_by": "conversations.json",
    "direct.conversation.member": "conversations.json",
    "direct.conversation.assigned_to": "The shop's work.",
    "direct.wait.answered_by": "The shop's work.",
    "groups.group.owner": "groups.json",
    "groups.member.person": "groups-you-are-in.json",
    "groups.member.invited_by": "Whom somebody brought along is those people's own affair.",
    "groups.ban.person": "group-bans.json",
    "groups.ban.by": "The group's team's work.",
    "groups.wish.person": "group-wishes.json",
    "groups.wish.decided_by": "The group's team's work.",
    "groups.invitation.by": "group-invitations.json",
    "groups.entry.by": "The group's team's work.",
    "groups.entry.person": "The group's team's work.",
    "talk.reader.person": "chats.json",
    "talk.message.author": "messages.json",
    "talk.message.hidden_by": "The work of those who mind the talk.",
    "talk.reaction.person": "message-signs.json",
    "talk.mention.person": "message-calls.json",
    "talk.report.by": "message-reports.json",
    "talk.report.decided_by": "The work of those who mind the talk.",
    "notes.note.author": "notes.json",
    "notes.mention.person": "mentions-of-you.json",
    "notes.comment.author": "comments.json",
    "notes.like.person": "likes.json",
    "notes.collection.person": "collections.json",
    "notes.ask.person": "asks.json",
    "goods.stockwish.member": "waiting-for.json",
    "goods.shop.team": "shops.json",
    "goods.seat.person": "shops.json",
    "goods.invitation.to": "shops.json",
    "goods.invitation.by": "what-you-did-in-shops.json",
    "goods.invitation.taken_by": "shops.json",
    "goods.trailentry.by": "what-you-did-in-shops.json",
    "goods.application.by": "shops.json",
    "goods.application.answered_by": "An operator's work, not their data.",
    "goods.applicationanswer.by": "An operator's work, not their data.",
    "goods.bulkedit.by": "what-you-did-in-shops.json",
    "goods.stockchange.by": "The shop's archive: its stock book.",
    "people.photo.by": "photos/",
    "people.person_groups.person": "Rights of operators.",
    "people.person_user_permissions.person": "Rights of operators.",
    "people.follow.follower": "following.json",
    "people.follow.followed": "followers.json",
    "people.block.by": "blocks.json",
    "people.block.blocked": "Who keeps somebody away is those people's own affair.",
    "people.address.person": "addresses.json",
    "people.news.person": "news.json",
    "people.news.actor": "What others were told is those people's own affair.",
    "people.newschoice.person": "news-choices.json",
    "people.hours.person": "quiet-hours.json",
    "people.device.person": "devices.json",
    "admin.logentry.user": "An operator's work, not their data.",
    "account.emailaddress.user": "sign-in.json",
    "mfa.authenticator.user": "sign-in.json",
    "usersessions.usersession.user": "sessions.json",
}


def told(archive: ZipFile, name: str) -> Any:
    return json.loads(archive.read(name))


def table(archive: ZipFile, name: str) -> list[dict[str, str]]:
    rows = csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8-sig", newline=""))
    return [{title: plain(value) for title, value in row.items()} for row in rows]


def shop_archive(shop: Shop, by: Person, **options: Any) -> ZipFile:
    export = ask_for_shop_export(shop, by=by, parts=options.pop("parts", list(PARTS)), **options)
    assert make_archive(export.pk)
    return opened(export)


def test_whoever_points_at_people_says_where_it_is_told() -> None:
    relations = {
        f"{field.related_model._meta.label_lower}.{field.field.name}"
        for field in Person._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignObjectRel) and field.related_model is not Person
    }

    assert relations == TOLD.keys()


def test_a_person_takes_everything_along(bo: Person, di: Person, shop: Shop, lamp: Variant) -> None:
    someone = leaver(bo=bo, di=di, shop=shop, lamp=lamp)
    export = ask_for_own_export(someone.person)
    make_archive(export.pk)
    archive = opened(export)
    names = set(archive.namelist())

    for place_told in TOLD.values():
        if place_told.endswith((".json", "/")):
            assert any(name.startswith(place_told) for name in names), place_told
    assert told(archive, "profile.json")["email"] == EMAIL
    assert [row["email"] for row in told(archive, "sign-in.json")["emails"]] == [EMAIL, OTHER_EMAIL]
    assert told(archive, "sessions.json")[0]["user_agent"] == "Quill's own browser"
    (address,) = told(archive, "addresses.json")
    assert (address["name"], address["street"], address["phone"]) == (NAME, STREET, PHONE)
    assert sorted(note["title"] for note in told(archive, "notes.json")) == [f"A draft of {NAME}", f"By {NAME}"]
    assert [row["text"] for row in told(archive, "comments.json")] == [
        f"I, {NAME}, say hello.",
        f"Nobody answers {NAME}.",
    ]
    assert len(told(archive, "likes.json")) == len(told(archive, "asks.json")) == 1
    assert [row["name"] for row in told(archive, "collections.json")] == ["", f"{NAME}'s shelf"]
    assert len(told(archive, "saved.json")) == 2
    assert told(archive, "following.json")[0]["handle"] == told(archive, "followers.json")[0]["handle"] == "bo.li"
    assert told(archive, "blocks.json")[0]["handle"] == "di.ops"
    assert told(archive, "orders.json")[0]["address"]["street"] == STREET
    assert told(archive, "cart.json")[0]["product"] == "lamp"
    assert told(archive, "buyer.json")["curates"] == f"What {NAME} loves"
    assert told(archive, "agreements.json")[0]["words"] == f"{NAME} asks"
    assert told(archive, "samples.json")[0]["address"]["street"] == STREET
    assert told(archive, "selection.json")[0]["words"] == f"Loved by {NAME}"
    assert told(archive, "earnings.json")[0]["commission_rate"] == 1000
    assert [row["kind"] for row in told(archive, "what-led-you-to-goods.json")] == ["note"]
    assert "Bo.Li began to follow you." in [row["told"] for row in told(archive, "news.json")]
    assert told(archive, "devices.json")[0].keys() == {"name", "endpoint", "made_at"}
    assert [row["title"] for row in told(archive, "rooms.json")] == [f"{NAME} shows"]
    assert [row["text"] for row in told(archive, "room-messages.json")] == [f"{NAME} is here"]
    assert [row["source"] for row in told(archive, "room-visits.json")] == ["feed"]
    for name in ("you-help", "part-taken", "reservations", "wishes", "raffles", "mutes"):
        (row,) = told(archive, f"rooms-{name}.json" if name == "you-help" else f"room-{name}.json")
        assert row["room"]
    assert told(archive, "orders-before.json")[0]["number"] == "#1"
    talks = told(archive, "conversations.json")
    assert [row.get("with") or row["shop"] for row in talks] == ["silent", "cy-clay"]
    assert [row["state"] for row in talks] == ["asked", "open"]
    assert {row["shop"] for row in told(archive, "shops.json")["seats"]} == {"cy-clay", "a-dream"}
    photo = next(note for note in told(archive, "notes.json") if note["photos"])["photos"][0]
    assert archive.read(photo["file"]).startswith(b"\xff\xd8")
    assert HANDLE in archive.read("README.txt").decode("utf-8-sig")
    whole = b"".join(archive.read(name) for name in names)
    assert b"pbkdf2" not in whole
    assert b"md5$" not in whole


def test_a_shop_gets_names_and_addresses_of_orders_and_no_e_mail(
    shop: Shop, cy: Person, ada: Person, bo: Person, lamp: Variant
) -> None:
    lamp.stock.on_hand = 9
    lamp.stock.save(update_fields=["on_hand"])
    address = home(ada)
    address.name, address.phone = "=Ada", "+49 30 1"
    address.save()
    bought(ada, lamp, quantity=2)
    bought(ada, lamp)
    place(bo, lamp)  # not paid: no customer yet

    archive = shop_archive(shop, cy)

    orders = table(archive, "orders.csv")
    assert [row["Financial Status"] for row in orders] == ["paid", "paid", "pending"]
    assert {"Total": "103.00", "Lineitem quantity": "2", "Shipping Name": "=Ada", "Email": ""}.items() <= orders[
        0
    ].items()
    assert b"'=Ada" in archive.read("orders.csv")
    (customer,) = table(archive, "customers.csv")
    assert (customer["First Name"], customer["Phone"], customer["Email"]) == ("=Ada", "+49 30 1", "")
    assert (customer["Total Orders"], customer["Total Spent"]) == ("2", "157.00")
    whole = b"".join(archive.read(name) for name in archive.namelist())
    for person in (ada, bo):
        assert person.email.encode() not in whole


def test_only_days_that_were_asked_for(shop: Shop, cy: Person, ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    day = order.placed_at.date()
    Order.objects.filter(pk=order.pk).update(placed_at=order.placed_at.replace(hour=23, minute=59))

    inside = shop_archive(shop, cy, parts=["orders"], begin=day, end=day)
    before = shop_archive(shop, cy, parts=["orders"], end=day.replace(year=day.year - 1))

    assert [row["number"] for row in told(inside, "orders.json")] == [order.pk]
    assert told(before, "orders.json") == []
    assert told(inside, "manifest.json")["period"]["begin"].startswith(day.isoformat())


def test_history_comes_back_as_it_was_brought(shop: Shop, cy: Person) -> None:
    HistoryCustomer.objects.create(
        shop=shop, source="shopify", source_key="7", name="Mo", email="mo@example.org", agreed_to_letters=True
    )

    (customer,) = told(shop_archive(shop, cy, parts=["history"]), "history-customers.json")

    assert (customer["email"], customer["agreed_to_letters"]) == ("mo@example.org", True)


def test_notes_of_the_team_that_show_the_goods_come_along(shop: Shop, cy: Person, ada: Person, lamp: Variant) -> None:
    note_of(cy, title="In my window", products=(lamp.product,))
    note_of(cy, title="My cat")
    note_of(ada, title="Not of the team", products=(lamp.product,))

    (note,) = told(shop_archive(shop, cy, parts=["notes"]), "notes.json")

    assert note["title"] == "In my window"
    assert note["products"][0]["handle"] == "lamp"
    assert note["photos"][0]["file"].startswith("notes/")


def test_the_shop_itself_comes_along(shop: Shop, cy: Person, lamp: Variant) -> None:
    archive = shop_archive(shop, cy, parts=["shop"])

    assert told(archive, "shop.json")["story"] == shop.story
    assert told(archive, "team.json") == [
        {"handle": "cy.potter", "name": "Cy.Potter", "role": "owner", "since": told(archive, "team.json")[0]["since"]}
    ]
    assert table(archive, "log.csv")[-1]["Verb"] == "export_asked_for"


def test_orders_and_customers_come_in_again_as_history(
    shop: Shop, cy: Person, ada: Person, bo: Person, lamp: Variant
) -> None:
    """What the README promises: another Meadow takes them for a shop's time elsewhere."""
    order = bought(ada, lamp)
    archive = shop_archive(shop, cy, parts=["orders", "customers"])
    elsewhere = Shop.objects.create(handle="elsewhere", name="Elsewhere", currency="USD")

    customers = import_customers(io.BytesIO(archive.read("customers.csv")), name="customers.csv", shop=elsewhere)
    orders = import_orders(io.BytesIO(archive.read("orders.csv")), name="orders.csv", shop=elsewhere)

    assert [str(problem) for problem in (*customers.problems, *orders.problems) if problem.severity == "error"] == []
    (brought,) = HistoryOrder.objects.filter(shop=elsewhere)
    assert (brought.number, brought.total, brought.currency) == (f"#{order.pk}", order.total, "USD")
    assert [(line.sku, line.quantity, line.price) for line in brought.lines.all()] == [("LAMP", 1, 4900)]
    assert HistoryCustomer.objects.get(shop=elsewhere).name == "Ada"
