"""Leaving for good: what goes, what stays and why, and that nothing else is left anywhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.storage import default_storage
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.applications import Application
from meadow.goods.models.products import ProductPhoto, Variant
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.moving.actions import erasing
from meadow.moving.actions.erasing import ask_to_be_erased, erase, erase_due, stay
from meadow.moving.erasing import account, notes, orders
from meadow.moving.jobs import erasing as jobs
from meadow.moving.models.exports import Erasure, Export
from meadow.moving.refusals import LastOperatorStays, NotTheirHandle, ShopNeedsAnOwner
from meadow.moving.tests.leaver import EMAIL, HANDLE, NAME, OTHER_EMAIL, PHONE, STREET, Leaver, leaver
from meadow.moving.tests.test_exporting import private_names, signed_in
from meadow.people.jobs import forget_files
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announced
from meadow.plumbing.private import private_files
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import place
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note
from tests.cast import PASSWORD, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
Committing = Callable[..., AbstractContextManager[list[Any]]]

# Every row that points at a person, and what becomes of it when they leave. A room that begins to point at people has
# to say so here, and to be erased in `meadow.moving.erasing` unless it may stay.
FATES = {
    "moving.export.by": "Own archives go; a shop's archives stay the shop's and expire.",
    "moving.erasure.person": "Ends with the erasure.",
    "moving.import.by": "Stays: which member of the team brought what is the shop's log.",
    "moving.historycustomer.person": "The claim ends; the entry is the shop's own book.",
    "trade.cart.person": "Goes.",
    "trade.coupon.person": "Goes.",
    "trade.offertake.member": "Goes.",
    "trade.ordergroup.member": "Stays: invoices (tax law). Its address is cut down.",
    "trade.order.member": "Stays: invoices (tax law).",
    "trade.orderstep.by": "Stays: the order's own story, which names a shell.",
    "trade.refund.by": "Stays: books of account (tax law).",
    "trade.account.person": "Stays: books of account (tax law), which name a shell.",
    "trade.lineshare.earner": "Stays: whom a commission was owed (tax law).",
    "trade.payout.by": "Stays: books of account (tax law).",
    "trade.linetouch.earner": "Stays: whom a commission was owed (tax law).",
    "trade.buyer.person": "Goes.",
    "trade.buyer.answered_by": "Stays: which operator decided.",
    "trade.agreement.buyer": "Stays without words: whom a commission was owed (tax law).",
    "trade.agreement.answered_by": "Stays: who of the shop answered.",
    "trade.selectionitem.buyer": "Goes.",
    "trade.touch.person": "Goes.",
    "trade.touch.earner": "Goes.",
    "trade.payoutaccount.person": "Stays, given up and emptied: payouts point at it (tax law).",
    "trade.handtransfer.by": "Stays: which operator sent it.",
    "live.room.host": "Empties, unless its shop goes on with it; where nothing was ever shown it goes.",
    "live.roomseat.person": "Goes.",
    "live.reservation.person": "Goes.",
    "live.show.opened_by": "Stays: who of the team began a show, which names a shell.",
    "live.visit.person": "Goes: the visit stays as a guest's, so that a show's figures stay true.",
    "live.participation.person": "Goes.",
    "live.message.author": "Goes.",
    "live.message.hidden_by": "Stays: who of the team minded the talk.",
    "live.mute.person": "Goes.",
    "live.mute.by": "Stays: who of the team minded the talk.",
    "live.explainask.person": "Goes.",
    "live.offer.by": "Stays: who of the team made a price.",
    "live.raffle.by": "Stays: who of the team held a raffle.",
    "live.raffleentry.person": "Stays once it is drawn: anybody can draw again from the entries, which name a shell.",
    "direct.conversation.low": "Stays where the other one wrote, and names a shell; else it goes.",
    "direct.conversation.high": "The same.",
    "direct.conversation.asked_by": "The same.",
    "direct.conversation.member": "Stays where the shop answered, and names a shell; else it goes.",
    "direct.conversation.assigned_to": "Goes.",
    "direct.wait.answered_by": "Goes.",
    "groups.group.owner": "A shop's group goes on with one of its owners; any other goes, with what was said in it.",
    "groups.member.person": "Goes.",
    "groups.member.invited_by": "Goes.",
    "groups.ban.person": "Goes.",
    "groups.ban.by": "Stays: who of the team minded the group, which names a shell.",
    "groups.wish.person": "Goes.",
    "groups.wish.decided_by": "Stays: who of the team answered.",
    "groups.invitation.by": "Stays as long as the group does: who of the team made it.",
    "groups.entry.by": "Stays: the group's log, which names a shell.",
    "groups.entry.person": "Stays without words: the group's log, which names a shell.",
    "talk.reader.person": "Goes.",
    "talk.message.author": "Goes; an empty place stays, for numbers have no gap.",
    "talk.message.hidden_by": "Stays: who minded the talk, which names a shell.",
    "talk.reaction.person": "Goes.",
    "talk.mention.person": "Goes.",
    "talk.report.by": "Goes.",
    "talk.report.decided_by": "Stays: who minded the talk, which names a shell.",
    "notes.note.author": "Goes.",
    "notes.mention.person": "Goes.",
    "notes.comment.author": "Goes; where others answered, an empty one stays.",
    "notes.like.person": "Goes.",
    "notes.collection.person": "Goes.",
    "notes.ask.person": "Goes.",
    "goods.stockwish.member": "Goes.",
    "goods.shop.team": "The same rows as goods.seat.person.",
    "goods.seat.person": "Goes.",
    "goods.invitation.to": "Goes.",
    "goods.invitation.by": "Stays: whom the shop invited is the shop's affair.",
    "goods.invitation.taken_by": "Goes.",
    "goods.trailentry.by": "Stays: the shop's log, which names a shell.",
    "goods.application.by": "Stays: emptied, unless the shop has traded (traceability of traders).",
    "goods.application.answered_by": "Stays: which operator decided.",
    "goods.applicationanswer.by": "Stays: which operator decided.",
    "goods.bulkedit.by": "Stays: the shop's log of what was changed.",
    "goods.stockchange.by": "Stays: the shop's stock book.",
    "people.photo.by": "Goes, or stays with the shop that shows it, without saying who put it there.",
    "people.person_groups.person": "Goes.",
    "people.person_user_permissions.person": "Goes.",
    "people.follow.follower": "Goes.",
    "people.follow.followed": "Goes.",
    "people.block.by": "Goes.",
    "people.block.blocked": "Goes.",
    "people.address.person": "Goes.",
    "people.news.person": "Goes.",
    "people.news.actor": "Goes.",
    "people.newschoice.person": "Goes.",
    "people.hours.person": "Goes.",
    "people.device.person": "Goes.",
    "admin.logentry.user": "Stays: what an operator did.",
    "account.emailaddress.user": "Goes.",
    "mfa.authenticator.user": "Goes.",
    "usersessions.usersession.user": "Goes.",
}
# Where words of somebody who left may still stand, and why.
KEPT_WORDS = {
    ("trade_ordergroup", NAME): "Who an invoice was for (Directive 2006/112/EC Art. 226).",
    ("trade_ordergroup", STREET): "Where an invoice went to (the same).",
    ("plumbing_announcement", NAME): "Facts on their way to the journal; the relay takes them within a second.",
    ("plumbing_announcement", HANDLE): "The same.",
}


@pytest.fixture
def gone(bo: Person, di: Person, shop: Shop, lamp: Variant) -> Leaver:
    """Somebody who asked to be erased, and whose time has come."""
    someone = leaver(bo=bo, di=di, shop=shop, lamp=lamp)
    ask_to_be_erased(someone.person, handle=f"@{HANDLE.upper()} ")
    Erasure.objects.update(due_at=timezone.now())
    return someone


def run(committing: Committing) -> None:
    with committing(execute=True):
        jobs.erase(erasure_id=Erasure.objects.get(done_at=None).pk)


def occurrences(word: str) -> set[str]:
    """Tables in which a word stands in any column of any row: as text, inside JSON and arrays, and in bytes."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT EXISTS (SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE %s OR t::text ILIKE %s)',
                [f"%{word}%", f"%{word.encode().hex()}%"],
            )
            if cursor.fetchone() == (True,):
                found.add(table)
    if any(word.lower() in str(session.get_decoded()).lower() for session in Session.objects.all()):
        found.add("django_session")
    return found


def test_the_search_finds_words_wherever_they_are(gone: Leaver) -> None:
    """A search that cannot find what is there proves nothing afterwards."""
    assert {"people_person", "account_emailaddress", "django_session", "goods_trailentry"} <= occurrences(EMAIL)
    assert {"notes_note", "notes_comment", "plumbing_answer", "mfa_authenticator", "django_admin_log"} <= occurrences(
        NAME
    )
    assert {"people_address", "trade_ordergroup", "goods_application"} <= occurrences(PHONE)
    assert "usersessions_usersession" in occurrences("Quill's own browser")


def test_no_table_holds_a_word_of_somebody_who_left(
    gone: Leaver, django_capture_on_commit_callbacks: Committing
) -> None:
    words = (NAME, HANDLE, EMAIL, OTHER_EMAIL, PHONE, STREET, "Quillton", "Quill's own browser")
    Order.objects.update(state=Order.State.DELIVERED)

    run(django_capture_on_commit_callbacks)

    left = {(table, word) for word in words for table in occurrences(word)}
    assert left - KEPT_WORDS.keys() - {("trade_ordergroup", "Quillton")} == set()


def test_whoever_points_at_people_says_what_becomes_of_it() -> None:
    relations = {
        f"{field.related_model._meta.label_lower}.{field.field.name}"
        for field in Person._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignObjectRel) and field.related_model is not Person
    }

    assert relations == FATES.keys()


def test_news_of_others_go_on_without_who_left(
    gone: Leaver, bo: Person, django_capture_on_commit_callbacks: Committing
) -> None:
    before = News.objects.get(person=bo, about="note:2")
    assert (before.count, gone.person.pk in before.counted) == (2, True)

    run(django_capture_on_commit_callbacks)

    after = News.objects.get(person=bo, about="note:2")
    assert (after.actor, after.count, after.counted) == (before.actor, 1, [before.actor_id])
    assert not News.objects.filter(about__in=("note:1", "person")).exists()


def test_only_what_may_stay_points_at_the_shell(gone: Leaver, django_capture_on_commit_callbacks: Committing) -> None:
    run(django_capture_on_commit_callbacks)

    for field in Person._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ForeignObjectRel) and not isinstance(field, models.ManyToManyRel):
            label = f"{field.related_model._meta.label_lower}.{field.field.name}"
            count = field.related_model._base_manager.filter(**{field.field.name: gone.person.pk}).count()
            if FATES[label].startswith("Goes.") or label in {
                "moving.export.by",
                "people.photo.by",
                "moving.erasure.person",
            }:
                assert count == 0, label


def test_the_shell_has_no_name_and_lets_nobody_in(gone: Leaver, django_capture_on_commit_callbacks: Committing) -> None:
    run(django_capture_on_commit_callbacks)

    shell = Person.objects.get_queryset().get(pk=gone.person.pk)
    assert (shell.handle, shell.email) == (f"gone-{shell.pk}", f"gone-{shell.pk}@erased.invalid")
    assert (shell.name, shell.words, shell.place, shell.picture) == ("Former member", "", "", None)
    assert not shell.is_active
    assert not shell.has_usable_password()
    assert gone.client.get("/me/leaving/").status_code == 302
    assert not Client().login(email=EMAIL, password=PASSWORD)
    assert UserSession.objects.filter(user=shell).count() == 0
    erasure = Erasure.objects.get()
    assert erasure.person is None
    assert erasure.done_at is not None
    assert erasure.kept == {"orders": 1, "comments_without_words": 1, "applications": 0}
    assert announced()[-1] == "moving.person_erased"


def test_others_keep_what_is_theirs(gone: Leaver, bo: Person, django_capture_on_commit_callbacks: Committing) -> None:
    """Their notes, counts and answers stay true, and name nobody."""
    run(django_capture_on_commit_callbacks)

    note = Note.objects.get()
    assert note == gone.bos_note
    assert (note.title, note.text) == ("For @–", "Thanks @–, and @zephyrs.")
    assert (note.like_count, note.save_count, note.ask_count) == (0, 0, 0)
    said = dict(Comment.objects.values_list("author", "text"))
    assert said == {gone.person.pk: "This comment went with the person who wrote it.", bo.pk: "Hello @–."}
    assert note.comment_count == note.comments.standing().count() == 2


def test_photos_of_goods_stay_with_the_shop_and_all_others_go_with_their_files(
    gone: Leaver, lamp: Variant, django_capture_on_commit_callbacks: Committing
) -> None:
    names = [gone.own_photo.name, *(size["name"] for size in gone.own_photo.sizes)]

    run(django_capture_on_commit_callbacks)
    forget_files(photos=[names])

    assert [row.photo.by for row in ProductPhoto.objects.filter(product=lamp.product)] == [None]
    assert default_storage.exists(gone.goods_photo.name)
    assert not Photo.objects.filter(pk=gone.own_photo.pk).exists()
    assert not default_storage.exists(gone.own_photo.name)


def test_private_files_go(gone: Leaver, django_capture_on_commit_callbacks: Committing) -> None:
    assert len(private_names()) == 1
    assert private_files().listdir("applications") == ([], ["passport.pdf"])

    run(django_capture_on_commit_callbacks)

    assert private_names() == []
    assert private_files().listdir("applications") == ([], [])


def test_an_order_on_its_way_keeps_its_address_until_it_has_come(
    gone: Leaver, django_capture_on_commit_callbacks: Committing
) -> None:
    run(django_capture_on_commit_callbacks)
    group = OrderGroup.objects.get(member=gone.person)
    assert group.address["phone"] == PHONE

    Order.objects.update(state=Order.State.DELIVERED)
    orders.lessen_addresses_of_the_gone()

    group.refresh_from_db()
    assert sorted(group.address) == ["city", "country", "name", "postcode", "region", "street"]
    orders.lessen_addresses_of_the_gone(datetime(group.placed_at.year + 10, 12, 31, tzinfo=UTC))
    group.refresh_from_db()
    assert "name" in group.address
    orders.lessen_addresses_of_the_gone(datetime(group.placed_at.year + 11, 1, 1, tzinfo=UTC))
    group.refresh_from_db()
    assert group.address == {"country": "DE"}


def test_orders_that_nobody_paid_keep_no_address(ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)
    OrderGroup.objects.update(state=OrderGroup.State.EXPIRED)
    Order.objects.update(state=Order.State.CANCELLED)

    orders.lessen_addresses(ada)

    group.refresh_from_db()
    assert group.address == {"country": "US"}


@pytest.mark.parametrize("broken", range(25))
def test_an_erasure_that_breaks_off_anywhere_is_gone_on_with(
    gone: Leaver, broken: int, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Committing
) -> None:
    parts = erasing._parts

    def breaking(person: Person, addresses: list[str]) -> list[Callable[[], object]]:
        def fail() -> None:
            raise OSError("killed")

        found = parts(person, addresses)
        assert len(found) == 25
        return [*found[: broken + 1], fail]

    monkeypatch.setattr(erasing, "_parts", breaking)
    with pytest.raises(OSError, match="killed"), django_capture_on_commit_callbacks(execute=True):
        erase(Erasure.objects.get().pk)
    monkeypatch.undo()
    assert not Person.objects.get_queryset().get(pk=gone.person.pk).is_active

    run(django_capture_on_commit_callbacks)

    left = {table for word in (NAME, EMAIL) for table in occurrences(word)}
    assert left == {"trade_ordergroup", "plumbing_announcement"}
    assert Note.objects.get().like_count == 0


def test_asking_says_when_and_how_to_stay(ada: Person) -> None:
    erasure = ask_to_be_erased(ada, handle="ada")
    again = ask_to_be_erased(ada, handle="ada")

    assert again == erasure
    assert timedelta(days=13, hours=23) < erasure.due_at - timezone.now() < timedelta(days=14)
    jobs.tell(erasure_id=erasure.pk, moment="asked")
    (letter,) = mail.outbox
    assert letter.subject == "Your account at Meadow will be erased"
    assert "/me/leaving/" in letter.body


def test_the_wrong_handle_asks_for_nothing(ada: Person) -> None:
    with pytest.raises(NotTheirHandle, match="not your handle"):
        ask_to_be_erased(ada, handle="bo")

    assert not Erasure.objects.exists()


def test_nothing_is_erased_before_its_time(ada: Person) -> None:
    erasure = ask_to_be_erased(ada, handle="ada")

    assert erase_due() == 0
    assert not erase(erasure.pk)

    ada.refresh_from_db()
    assert ada.is_active


def test_whoever_stays_is_not_erased(ada: Person) -> None:
    erasure = ask_to_be_erased(ada, handle="ada")
    assert stay(ada)
    assert not stay(ada)

    assert erase_due(timezone.now() + timedelta(days=30)) == 0
    assert not erase(erasure.pk)

    ada.refresh_from_db()
    assert ada.is_active


def test_the_only_owner_of_an_open_shop_hands_it_over_or_closes_it_first(cy: Person, shop: Shop, bo: Person) -> None:
    with pytest.raises(ShopNeedsAnOwner, match="only owner of “Cy Clay”"):
        ask_to_be_erased(cy, handle="cy.potter")
    assert not Erasure.objects.exists()

    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.OWNER)
    erasure = ask_to_be_erased(cy, handle="cy.potter")

    Erasure.objects.update(due_at=timezone.now())
    assert erase(erasure.pk)
    assert list(shop.seats.values_list("person", flat=True)) == [bo.pk]


def test_who_became_the_only_owner_meanwhile_waits_and_is_told_once(cy: Person, shop: Shop, bo: Person) -> None:
    other = Seat.objects.create(shop=shop, person=bo, role=Seat.Role.OWNER)
    erasure = ask_to_be_erased(cy, handle="cy.potter")
    other.delete()
    Erasure.objects.update(due_at=timezone.now())

    jobs.erase(erasure_id=erasure.pk)
    jobs.erase(erasure_id=erasure.pk)

    cy.refresh_from_db()
    assert cy.is_active
    (letter,) = mail.outbox
    assert "You are the only owner of “Cy Clay”" in letter.body
    Shop.objects.update(state=Shop.State.CLOSED)
    jobs.erase(erasure_id=erasure.pk)
    assert mail.outbox[-1].to == ["cy.potter@example.org"]
    assert mail.outbox[-1].subject == "Your account at Meadow is erased"


def test_the_last_operator_stays(di: Person, ada: Person) -> None:
    with pytest.raises(LastOperatorStays, match="the only operator"):
        ask_to_be_erased(di, handle="di.ops")

    assert not Erasure.objects.exists()


def test_a_shop_that_traded_keeps_who_stood_behind_it(cy: Person, shop: Shop, ada: Person, lamp: Variant) -> None:
    """Traders have to be known for as long as the law says (Regulation (EU) 2022/2065 Art. 30)."""
    place(ada, lamp)
    Application.objects.create(shop=shop, by=cy, state=Application.State.APPROVED, legal_name="Cyrus Potter")
    Shop.objects.update(state=Shop.State.CLOSED)
    erasure = ask_to_be_erased(cy, handle="cy.potter")
    Erasure.objects.update(due_at=timezone.now())

    assert erase(erasure.pk)

    shop.refresh_from_db()
    assert (shop.state, shop.story) == (Shop.State.CLOSED, "")
    assert Application.objects.get().legal_name == "Cyrus Potter"
    assert not Seat.objects.exists()


def test_the_log_of_a_shop_names_nobody(
    gone: Leaver, shop: Shop, django_capture_on_commit_callbacks: Committing
) -> None:
    run(django_capture_on_commit_callbacks)

    said = [entry.said["who"] for entry in TrailEntry.objects.filter(shop=shop, verb__startswith="person_")]
    assert said == [f"gone-{gone.person.pk}"] * 3


class TestPages:
    def test_a_visitor_leaves_and_comes_back(self, ada: Person) -> None:
        client = signed_in(ada)
        page = client.get("/me/leaving/erasure/")
        assert "What goes" in page.content.decode()
        assert client.post("/me/leaving/erasure/", {"handle": "ada"}).status_code == 302
        assert Erasure.objects.filter(person=ada).exists()
        assert "Your account will be erased on" in client.get("/me/leaving/").content.decode()

        again = signed_in(ada)
        assert "Stay after all" in again.get("/me/").content.decode()
        answer = again.post("/me/leaving/erasure/", {"_method": "delete"}, follow=True)
        assert "You stay. Nothing was erased." in answer.content.decode()
        assert not Erasure.objects.exists()

    def test_a_wrong_handle_is_told_on_the_page(self, ada: Person) -> None:
        answer = signed_in(ada).post("/me/leaving/erasure/", {"handle": "adah"})

        assert answer.status_code == 422
        assert "That is not your handle" in answer.content.decode()
        assert not Erasure.objects.exists()

    def test_whoever_signed_in_long_ago_shows_again_who_they_are(self, ada: Person) -> None:
        client = signed_in(ada)
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()

        assert client.get("/me/leaving/erasure/")["Location"].startswith("/account/reauthenticate/")
        answer = client.post("/me/leaving/erasure/", {"handle": "ada"})
        assert answer["Location"].startswith("/account/reauthenticate/")
        assert not Erasure.objects.exists()
        client.post(answer["Location"], {"password": PASSWORD})
        assert Erasure.objects.filter(person=ada).exists()

    def test_an_only_owner_is_told_instead_of_asked(self, cy: Person, shop: Shop) -> None:
        page = signed_in(cy).get("/me/leaving/erasure/").content.decode()

        assert "You are the only owner of “Cy Clay”" in page
        assert 'name="handle"' not in page

    def test_guests_are_sent_to_sign_in(self, client: Client) -> None:
        for address in ("/me/leaving/", "/me/leaving/erasure/", "/me/leaving/1/archive/"):
            assert client.get(address)["Location"].startswith("/account/login/")

    def test_asking_for_an_archive_twice_makes_one(self, ada: Person) -> None:
        client = signed_in(ada)
        for _ in range(2):
            assert client.post("/me/leaving/").status_code == 302

        assert Export.objects.filter(by=ada, shop=None).count() == 1

    def test_pages_take_the_same_statements_however_much_there_is(
        self,
        ada: Person,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(8):
            Export.objects.create(by=ada, state=Export.State.EXPIRED)
            published(ada, f"Note {number}")
        client = signed_in(ada)
        client.get("/me/leaving/")

        with django_assert_max_num_queries(5):
            assert client.get("/me/leaving/").status_code == 200
        with django_assert_max_num_queries(13):
            assert client.get("/me/leaving/erasure/").status_code == 200


def test_texts_without_the_handle_stay_as_they_are() -> None:
    assert (
        notes.without("Dear @ada and @adam, ada@example.org", "ada")
        == f"Dear {notes.NOBODY} and @adam, ada@example.org"
    )


def test_the_goodbye_knows_every_address(ada: Person) -> None:
    assert account.addresses_of(ada) == ["ada@example.org"]
