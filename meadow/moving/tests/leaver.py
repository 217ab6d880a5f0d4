"""Somebody who has done everything that can be done here, and whose words are found nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.products import ProductPhoto, Variant
from meadow.goods.models.shops import Invitation, Seat, Shop
from meadow.moving.actions.exporting import ask_for_own_export, make_archive
from meadow.moving.models.history import HistoryCustomer, HistoryOrder
from meadow.people.actions.follows import block_person, follow_person
from meadow.people.actions.news import tell_of
from meadow.people.actions.news_choices import add_device, choose_news, keep_hours
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Address, Person
from meadow.people.models.photos import Photo
from meadow.people.tests.pictures import jpeg
from meadow.plumbing.models import Answer
from meadow.plumbing.private import private_files
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.samples import ask_for_sample
from meadow.trade.actions.selections import select_product
from meadow.trade.actions.touches import record_touch
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.orders import Order
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.models.plans import SampleKind
from meadow.trade.models.samples import Sample
from meadow.trade.models.touches import Touch
from meadow.trade.tests.cooperating import agreed
from meadow.trade.tests.made import bought, variant
from meadow.venue.direct.actions.requests import decline_request
from meadow.venue.direct.tests.said import answered, asked, wrote
from meadow.venue.groups.actions.inviting import invite
from meadow.venue.groups.actions.joining import join_group
from meadow.venue.groups.actions.leaving import ban_member
from meadow.venue.groups.actions.making import Plan, make_group
from meadow.venue.live.actions.presence import begin_visit, took_part
from meadow.venue.live.actions.reserving import reserve
from meadow.venue.live.actions.seats import seat_person
from meadow.venue.live.models.rooms import RoomSeat
from meadow.venue.live.models.shelf import ExplainAsk, Raffle, RaffleEntry, ShelfItem
from meadow.venue.live.models.talk import Message, Mute
from meadow.venue.live.tests.made import announced_room, on_air, show_of
from meadow.venue.notes.actions.asks import ask_for_link
from meadow.venue.notes.actions.collections import make_collection, save_note
from meadow.venue.notes.actions.comments import comment_on
from meadow.venue.notes.actions.likes import like_note
from meadow.venue.notes.actions.publishing import publish_note
from meadow.venue.notes.actions.writing import Content, PhotoShown, edit_note, write_note
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.tests.made import note_of
from tests.cast import PASSWORD, person

HANDLE, NAME, EMAIL = "zephyrine", "Ottilie Quill 羽笔", "zephyrine@unmistakable.example"
OTHER_EMAIL, PHONE, STREET = "quill@elsewhere.example", "+49 30 5557731", "7 Unmistakable Row"


@dataclass
class Leaver:
    """The person, and some of what they leave behind."""

    person: Person
    bos_note: Note
    order: Order
    goods_photo: Photo
    own_photo: Photo
    client: Client


def leaver(*, bo: Person, di: Person, shop: Shop, lamp: Variant) -> Leaver:
    """Have somebody use every corner of the house."""
    who = Person.objects.create_user(EMAIL, PASSWORD, handle=HANDLE, name=NAME, words=f"I am {NAME}.", place="Quillton")
    EmailAddress.objects.create(user=who, email=EMAIL, verified=True, primary=True)
    EmailAddress.objects.create(user=who, email=OTHER_EMAIL, verified=False, primary=False)
    client = Client(HTTP_USER_AGENT="Quill's own browser")
    assert client.post("/account/login/", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    assert UserSession.objects.filter(user=who).exists()
    Authenticator.objects.create(user=who, type=Authenticator.Type.WEBAUTHN, data={"name": f"Key of {NAME}"})

    address = Address(
        person=who, name=NAME, phone=PHONE, street=STREET, city="Quillton", postcode="10115", country="DE"
    )
    address.save()
    goods_photo, own_photo = put_photo(jpeg(50, 40), by=who), put_photo(jpeg(60, 40, colour="teal"), by=who)
    who.picture = own_photo
    who.save(update_fields=["picture"])

    content = Content(title=f"By {NAME}", text="Mine.", photos=[PhotoShown(photo=own_photo.pk, alt=NAME)])
    own = publish_note(write_note(content, by=who), by=who)
    write_note(Content(title=f"A draft of {NAME}"), by=who)
    comment_on(own, f"Lovely, @{HANDLE}!", by=bo)
    bos_note = note_of(bo, title="Shelf", text="Hello", things=("a bowl",))
    shown = [PhotoShown(photo=photo.photo_id, alt="") for photo in bos_note.photos.all()]
    bos_note = edit_note(
        bos_note, Content(title=f"For @{HANDLE}", text=f"Thanks ＠{HANDLE}, and @zephyrs.", photos=shown), by=bo
    )
    answered = comment_on(bos_note, f"I, {NAME}, say hello.", by=who)
    comment_on(bos_note, f"Hello @{HANDLE}.", by=bo, parent=answered)
    comment_on(bos_note, f"Nobody answers {NAME}.", by=who)
    like_note(bos_note, by=who)
    save_note(bos_note, by=who)
    save_note(bos_note, by=who, collection=make_collection(f"{NAME}'s shelf", by=who))
    ask_for_link(bos_note, by=who)
    follow_person(bo, by=who)
    follow_person(who, by=bo)
    block_person(di, by=who)

    _is_told(who, bo)
    _sells(who, bos_note, lamp)
    _goes_live(who, bo, lamp)
    _gathers(who, bo)
    _writes(who, shop)
    order = bought(who, lamp)
    put_in_cart(lamp, 1, by=who)
    PayoutAccount.objects.create(person=who, provider="by_hand", reference=PHONE, holder=NAME, country="DE")
    before = HistoryCustomer.objects.create(shop=shop, source="shopify", source_key="1", name="Z", person=who)
    HistoryOrder.objects.create(
        shop=shop,
        customer=before,
        source="shopify",
        source_key="2",
        number="#1",
        placed_at=timezone.now(),
        currency="USD",
        total=1,
    )

    ProductPhoto.objects.create(product=lamp.product, photo=goods_photo)
    Seat.objects.create(shop=shop, person=who, role=Seat.Role.EDITOR)
    note_down(shop, "person_invited", by=who, who=f"@{HANDLE}", role="editor")
    note_down(shop, "person_invited", by=None, who=EMAIL.upper(), role="editor")
    note_down(shop, "person_left", by=None, who=NAME)
    Invitation.objects.create(
        shop=shop, email=EMAIL, role="editor", word_hash="a" * 64, expires_at=timezone.now() + timedelta(days=1)
    )
    dream = Shop.objects.create(handle="a-dream", name=f"{NAME}'s dream", state=Shop.State.PREPARING, currency="USD")
    Seat.objects.create(shop=dream, person=who, role=Seat.Role.OWNER)
    application = Application.objects.create(shop=dream, by=who, legal_name=NAME, phone=PHONE, address=STREET)
    paper = private_files().save("applications/passport.pdf", ContentFile(b"%PDF"))
    ApplicationDocument.objects.create(application=application, kind="identity", name=f"{NAME}.pdf", size=4, file=paper)

    for row in (who, own, address):
        kind = ContentType.objects.get_for_model(row)
        LogEntry.objects.create(
            user=di, content_type=kind, object_id=str(row.pk), object_repr=str(row), action_flag=CHANGE
        )
    Answer.objects.create(scope="order", actor=str(who.pk), key="1", fingerprint="f", body=f"Dear {NAME}".encode())
    export = ask_for_own_export(who)
    make_archive(export.pk)
    return Leaver(who, bos_note, order, goods_photo, own_photo, client)


def _is_told(who: Person, bo: Person) -> None:
    """Have them be told of Bo on a device, and Bo of them, alone and beside another."""
    choose_news({("like", "email"): True}, by=who)
    keep_hours(zone="Europe/Berlin", quiet_from=22, quiet_until=7, by=who)
    add_device(endpoint="https://push.example.org/1", key="k", secret="s", name=f"Phone of {NAME}", by=who)
    tell_of([who.pk], kind="follow", verb="followed", about="person", url=bo.get_absolute_url(), actor=bo)
    said = f"I, {NAME}, say hello."
    for actor, about, quote in ((who, "note:1", said), (who, "note:2", said), (person("third"), "note:2", "Lovely")):
        words = {"title": "Shelf", "quote": quote}
        tell_of([bo.pk], kind="comment", verb="commented", about=about, url="/", actor=actor, words=words)
    tell_of([bo.pk], kind="follow", verb="followed", about="person", url=who.get_absolute_url(), actor=who)


def _sells(who: Person, bos_note: Note, lamp: Variant) -> None:
    """Have them be a buyer through whom something was sold, and have a note lead them to something."""
    bo = bos_note.author
    who.is_buyer = True
    who.save(update_fields=["is_buyer"])
    Buyer.objects.create(person=who, curates=f"What {NAME} loves", terms_version="2026-11")
    cup = variant(lamp.product.shop, "Cup")
    agreement = agreed(who, cup.product, sample=SampleKind.FREE)
    Agreement.objects.filter(pk=agreement.pk).update(words=f"{NAME} asks")
    ask_for_sample(agreement, cup, by=who, address=Address.objects.get(person=who), words=f"For {NAME}")
    assert Sample.objects.get().address["street"] == STREET
    select_product(cup.product, by=who, words=f"Loved by {NAME}")
    record_touch(kind=Touch.Kind.SELECTION, earner=who, by=bo, product=cup.product)
    bought(bo, cup)
    record_touch(kind=Touch.Kind.NOTE, earner=bo, by=who, product=lamp.product, note=bos_note)


def _gathers(who: Person, bo: Person) -> None:
    """Have them begin a group of their own, be in Bo's, ask to come into another, and be kept out of a third."""
    own = make_group(Plan(name=f"{NAME} and friends", words=f"By {NAME}"), by=who, shop=None)
    invite(own, by=who, label=f"For friends of {NAME}")
    join_group(own, by=bo)
    join_group(make_group(Plan(name="Bo's group"), by=bo, shop=None), by=who)
    join_group(
        make_group(Plan(name="Bo's other group", asks_first=True), by=bo, shop=None), by=who, words=f"I am {NAME}"
    )
    loud = make_group(Plan(name="Bo's third group"), by=bo, shop=None)
    join_group(loud, by=who)
    ban_member(loud, who, by=bo, reason=f"{NAME} was loud")


def _goes_live(who: Person, bo: Person, lamp: Variant) -> None:
    """Have them host a room, and do in Bo's whatever a viewer can do there."""
    own = on_air(who, title=f"{NAME} shows", words=f"By {NAME}", cover=None)
    begin_visit(show_of(own), key=uuid4(), person=bo, guest=None, source="direct")
    Message.objects.create(room=own, show=show_of(own), author=bo, text=f"Hello {NAME}", mark="1")
    bo.is_buyer = True
    bo.save(update_fields=["is_buyer"])
    others = on_air(bo, title="Bo's evening")
    show = show_of(others)
    seat_person(others, HANDLE, RoomSeat.Role.MODERATOR, by=bo)
    begin_visit(show, key=uuid4(), person=who, guest=None, source="feed")
    took_part(show, by=who, kind="comment")
    Message.objects.create(room=others, show=show, author=who, text=f"{NAME} is here", mark="1")
    Mute.objects.create(room=others, person=who, reason=f"{NAME} was loud", by=bo)
    ShelfItem.objects.create(room=others, product=lamp.product, ask_count=1)
    ExplainAsk.objects.create(show=show, product=lamp.product, person=who)
    raffle = Raffle.objects.create(show=show, words="A cup", ends_at=timezone.now())
    RaffleEntry.objects.create(raffle=raffle, person=who)
    reserve(announced_room(bo, title="Bo's morning"), by=who)


def _writes(who: Person, shop: Shop) -> None:
    """Have them ask somebody who declines, and a shop that answers."""
    asking = wrote(who, person("silent"), f"{NAME} asks")
    decline_request(asking, by=asking.other_than(who))
    talk = asked(who, shop)
    answered(talk, shop.seats.get().person)
