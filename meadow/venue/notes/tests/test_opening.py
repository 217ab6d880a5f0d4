"""Opening a shop with what people asked for: the action, the page, and what stays remembered."""

from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.applications import Application
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.refusals import HandleTaken, NotYourShop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.venue.notes.actions.asks import ask_for_link
from meadow.venue.notes.actions.comments import comment_on
from meadow.venue.notes.actions.opening import Chosen, begin_shop_with, take_up
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Ask, Thing
from meadow.venue.notes.refusals import NoSuchThing, NothingChosen, TakenUpAlready
from meadow.venue.notes.tests.made import draft_of, note_of
from meadow.venue.notes.tests.test_likes import at_once
from meadow.venue.notes.wanted import MOST, times_asked, wanted_from
from tests.cast import person

SHOP = {"name": "Ada's shelf", "handle": "adas-shelf"}
TAKEN_UP = "venue.thing_taken_up"


@pytest.fixture
def as_ada(ada: Person) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def note(ada: Person) -> Note:
    return note_of(ada, photos=2, things=("Blue vase",), title="A shelf in May")


@pytest.fixture
def vase(note: Note) -> Thing:
    return note.things.get()


def new_shop(**fields: str) -> Shop:
    return Shop(**{**SHOP, **fields})


def chosen(thing: Thing, price: int = 4500) -> Chosen:
    return Chosen(note=thing.note_id, thing=thing.pk, title=thing.name, price=price)


def typed(*rows: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """The form as it is sent: every row (key, title, price) chosen."""
    fields: dict[str, Any] = {**SHOP, **more}
    for key, title, price in rows:
        fields |= {f"{key}-chosen": "on", f"{key}-title": title, f"{key}-price": price}
    return fields


def untouched() -> bool:
    return not (Shop.objects.exists() or Product.objects.exists() or Thing.objects.exclude(product=None).exists())


def test_a_shop_begins_with_a_draft_of_what_was_asked_for(vase: Thing, note: Note, ada: Person, bo: Person) -> None:
    note.things.update(photo=note.photos.all()[1])
    ask_for_link(note, by=bo, thing=vase)

    shop = begin_shop_with([chosen(vase)], shop=new_shop(), by=ada)

    product = shop.products.get()
    photos = [shown.photo_id for shown in note.photos.all()]
    assert (shop.state, shop.application.road) == (Shop.State.PREPARING, Application.Road.NOTES)
    assert (product.title, product.status, product.price_from) == ("Blue vase", Product.Status.DRAFT, 4500)
    assert [shown.photo_id for shown in product.photos.all()] == photos[::-1]
    assert product.cover_id == photos[1]
    assert (product.source, product.source_key) == ("notes", str(vase.pk))
    vase.refresh_from_db()
    assert (vase.product, vase.ask_count) == (product, 1)
    assert [ask.person for ask in Ask.objects.about(product)] == [bo]
    assert announced().count(TAKEN_UP) == 1


def test_what_a_note_shows_as_a_whole_becomes_a_thing_with_its_asks(ada: Person, bo: Person, bai: Person) -> None:
    note = note_of(ada, title="A lamp")
    ask_for_link(note, by=bo)
    comment_on(note, "求链接", by=bai)

    begin_shop_with([Chosen(note=note.pk, thing=None, title="Lamp", price=100)], shop=new_shop(), by=ada)

    thing = note.things.get()
    assert (thing.name, thing.photo, thing.ask_count) == ("Lamp", None, 2)
    assert set(Ask.objects.about(Product.objects.get()).values_list("person", flat=True)) == {bo.pk, bai.pk}
    note.refresh_from_db()
    assert note.ask_count == 2


def test_all_of_it_or_nothing(vase: Thing, ada: Person, bo: Person) -> None:
    theirs = note_of(bo, things=("Chair",)).things.get()
    draft = draft_of(ada, things=("Bowl",)).things.get()
    elsewhere = Chosen(note=vase.note_id, thing=draft.pk, title="Bowl", price=1)

    for wrong in (chosen(theirs), chosen(draft), elsewhere):
        with pytest.raises(NoSuchThing):
            begin_shop_with([chosen(vase), wrong], shop=new_shop(), by=ada)
    with pytest.raises(NothingChosen, match="at least one thing"):
        begin_shop_with([], shop=new_shop(), by=ada)

    assert untouched()


def test_a_taken_address_leaves_everything_as_it_was(vase: Thing, ada: Person, shop: Shop) -> None:
    with pytest.raises(HandleTaken):
        begin_shop_with([chosen(vase)], shop=new_shop(handle=shop.handle), by=ada)

    vase.refresh_from_db()
    assert vase.product is None
    assert (Shop.objects.count(), Product.objects.count()) == (1, 0)


def test_a_thing_is_taken_up_once(vase: Thing, ada: Person) -> None:
    begin_shop_with([chosen(vase)], shop=new_shop(), by=ada)

    with pytest.raises(TakenUpAlready, match="“Blue vase” is a product"):
        begin_shop_with([chosen(vase)], shop=new_shop(handle="another"), by=ada)

    assert (Shop.objects.count(), Product.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_make_one_product(ada: Person) -> None:
    vase = note_of(ada, things=("Blue vase",)).things.get()

    def begin(handle: str) -> None:
        try:
            begin_shop_with([chosen(vase)], shop=new_shop(handle=handle), by=ada)
        except TakenUpAlready:
            return

    at_once(*[partial(begin, f"shelf-{number}") for number in range(4)])

    assert (Product.objects.count(), Shop.objects.count()) == (1, 1)
    assert announced().count(TAKEN_UP) == 1


def test_only_who_keeps_a_shop_fills_it(vase: Thing, ada: Person, shop: Shop) -> None:
    seat = Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)
    with pytest.raises(NotYourShop):
        take_up([chosen(vase)], shop=shop, by=ada)
    assert not Product.objects.exists()

    Seat.objects.filter(pk=seat.pk).update(role=Seat.Role.EDITOR)
    take_up([chosen(vase)], shop=shop, by=ada)
    assert Product.objects.get().shop == shop


def test_the_most_wanted_comes_first(note: Note, vase: Thing, ada: Person, bo: Person, bai: Person) -> None:
    whole = note_of(ada, title="A lamp")
    note_of(ada, title="Never asked about")
    for who in (bo, bai):
        ask_for_link(whole, by=who)
    ask_for_link(note, by=bo, thing=vase)
    comment_on(note, "link?", by=bo)
    draft_of(ada, things=("Bowl",))

    assert [(wanted.key, wanted.asked) for wanted in wanted_from(ada)] == [
        (f"note-{whole.pk}", 2),
        (f"thing-{vase.pk}", 1),
    ]
    assert (times_asked(ada), times_asked(bo)) == (4, 0)


def test_the_page_says_how_often_and_opens_the_shop(as_ada: Client, vase: Thing, note: Note, bo: Person) -> None:
    ask_for_link(note, by=bo, thing=vase)
    html = as_ada.get("/me/opening/").content.decode()
    assert "People asked you for a link 1 time" in html
    assert "1 person asked" in html
    assert f'name="thing-{vase.pk}-chosen" id="id_thing-{vase.pk}-chosen" checked' in html

    response = as_ada.post("/me/opening/", typed((f"thing-{vase.pk}", "Blue vase", "45.00")))

    assert response.status_code == 302
    assert "adas-shelf" in response.headers["Location"]
    assert Product.objects.get().price_from == 4500
    assert times_asked(note.author) == 0
    assert "Blue vase" not in as_ada.get("/me/opening/").content.decode()


def test_sent_twice_it_is_one_shop_with_one_product(as_ada: Client, vase: Thing) -> None:
    form = typed((f"thing-{vase.pk}", "Blue vase", "45"), idempotency_key="k")

    first, second = as_ada.post("/me/opening/", form), as_ada.post("/me/opening/", form)

    assert first.headers["Location"] == second.headers["Location"]
    assert (Shop.objects.count(), Product.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("price", "more", "words"),
    [
        ("", {}, "Give it a price"),
        ("-1", {}, "cannot be negative"),
        ("4.555", {}, "more decimals"),
        ("much", {}, "is not an amount"),
        ("45", {"name": ""}, "This field is required"),
        ("45", {"handle": "Ada's shelf"}, "Small letters and digits"),
        ("45", {"shop": "cy-clay"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_nothing_begins(
    as_ada: Client, vase: Thing, price: str, more: dict[str, str], words: str
) -> None:
    response = as_ada.post("/me/opening/", typed((f"thing-{vase.pk}", "Blue vase", price), **more))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert untouched()


def test_a_title_is_needed_and_at_least_one_thing(as_ada: Client, vase: Thing) -> None:
    nameless = as_ada.post("/me/opening/", typed((f"thing-{vase.pk}", " ", "45")))
    none = as_ada.post("/me/opening/", {**SHOP, f"thing-{vase.pk}-title": "Blue vase"})

    assert "Give it a title" in nameless.content.decode()
    assert "Choose at least one thing" in none.content.decode()
    assert (nameless.status_code, none.status_code) == (422, 422)
    assert untouched()


def test_what_is_not_chosen_may_be_wrong(as_ada: Client, vase: Thing, ada: Person) -> None:
    other = note_of(ada, things=("Chair",)).things.get()
    form = typed((f"thing-{vase.pk}", "Blue vase", "45"))

    response = as_ada.post("/me/opening/", {**form, f"thing-{other.pk}-title": "", f"thing-{other.pk}-price": "much"})

    assert response.status_code == 302
    assert [product.title for product in Product.objects.all()] == ["Blue vase"]


def test_what_went_meanwhile_is_not_passed_over_in_silence(as_ada: Client, vase: Thing, bo: Person) -> None:
    theirs = note_of(bo, things=("Chair",)).things.get()
    rows = [(f"thing-{vase.pk}", "Blue vase", "45"), (f"thing-{theirs.pk}", "Chair", "45"), ("thing-x", "Odd", "1")]

    response = as_ada.post("/me/opening/", typed(*rows))

    assert response.status_code == 422
    assert "is not there any more" in response.content.decode()
    assert untouched()


def test_what_was_chosen_is_found_however_much_is_asked_for_meanwhile(as_ada: Client, vase: Thing, ada: Person) -> None:
    for _ in range(MOST):
        note_of(ada, things=("Chair",)).things.update(ask_count=9)
    assert f"thing-{vase.pk}" not in {wanted.key for wanted in wanted_from(ada)}

    assert as_ada.post("/me/opening/", typed((f"thing-{vase.pk}", "Vase", "45"))).status_code == 302


def test_a_taken_address_is_said_where_it_was_typed(as_ada: Client, vase: Thing, shop: Shop) -> None:
    response = as_ada.post("/me/opening/", typed((f"thing-{vase.pk}", "Vase", "45"), handle=shop.handle))

    assert response.status_code == 422
    assert "cy-clay" in response.content.decode()
    assert not Product.objects.exists()


def test_a_shop_that_is_there_takes_the_things_up_in_its_currency(
    as_ada: Client, vase: Thing, ada: Person, shop: Shop
) -> None:
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.EDITOR)
    Shop.objects.update(currency="JPY")
    html = as_ada.get("/me/opening/").content.decode()
    assert "Cy Clay (JPY)" in html

    row = (f"thing-{vase.pk}", "Blue vase", "45.50")
    assert "more decimals than JPY" in as_ada.post("/me/opening/", typed(row, shop="cy-clay")).content.decode()
    as_ada.post("/me/opening/", typed((row[0], row[1], "4500"), shop="cy-clay"))

    assert (Product.objects.get().shop, Product.objects.get().price_from) == (shop, 4500)
    assert Shop.objects.count() == 1


def test_guests_sign_in_first_and_who_was_not_asked_is_told_what_to_do(client: Client, as_ada: Client) -> None:
    assert client.get("/me/opening/").headers["Location"].startswith("/account/login/")
    assert "Nobody is waiting for a link" in as_ada.get("/me/opening/").content.decode()


def test_the_desk_shows_what_people_asked_for(
    client: Client, ada: Person, bo: Person, cy: Person, shop: Shop, lamp_product: Product
) -> None:
    thing = note_of(ada, things=("Lamp",)).things.get()
    ask_for_link(thing.note, by=bo, thing=thing)
    Thing.objects.update(product=lamp_product)
    client.force_login(cy)

    html = client.get("/desk/cy-clay/notes/").content.decode()

    assert "People asked for this" in html
    assert "1 person asked" in html
    assert f"/desk/cy-clay/products/{lamp_product.pk}/" in html


def test_the_page_costs_the_same_with_few_things_and_many(
    as_ada: Client, ada: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fans = [person(f"fan{number}") for number in range(3)]

    def grow(times: int) -> None:
        for _ in range(times):
            tagged, whole = note_of(ada, things=("Vase",)), note_of(ada, title="Whole")
            for fan in fans:
                ask_for_link(tagged, by=fan, thing=tagged.things.get())
                ask_for_link(whole, by=fan)

    def statements() -> int:
        with django_assert_max_num_queries(12) as captured:
            assert as_ada.get("/me/opening/").status_code == 200
        return len(captured)

    grow(1)
    few = statements()
    grow(4)
    assert statements() == few
