"""The pages of buyers, and of shops to buyers: who may see them, what they do, and what they cost."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.actions.sums import find_by_words
from meadow.goods.models.products import Category, Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.models.stock import Warehouse
from meadow.people.models.persons import Person
from meadow.trade.actions.agreements import invite_buyer, pick
from meadow.trade.actions.samples import ask_for_sample
from meadow.trade.actions.selections import select_product
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.plans import Offer, Plan, SampleKind
from meadow.trade.models.samples import Sample
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.touches import LineTouch, Touch
from meadow.trade.tests.cooperating import agreed, came_through, note_with, owner, plan
from meadow.trade.tests.made import bought, home, place, shop_of, variant
from meadow.trade.tests.test_pages import signed_in, statements, text
from meadow.venue.notes.models.notes import Note

DESK = "/desk/cy-clay/cooperation/"
MINE = ["/buying/", "/buying/agreements/", "/buying/selection/", "/buying/samples/", "/buying/earnings/", "/selection/"]


def cup(shop: Shop, title: str = "Cup", price: int = 1200) -> Product:
    made = variant(shop, title, price).product
    Product.objects.filter(pk=made.pk).update(published_at=timezone.now(), price_from=price, price_to=price)
    made.refresh_from_db()
    find_by_words([(made, list(made.variants.all()))])
    return made


# -- who may see what ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*MINE, "/buying/begin/", "/buying/about/", "/selection/comparison/", DESK])
def test_guests_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", MINE)
def test_other_members_are_shown_how_to_become_a_buyer(ada: Person, path: str) -> None:
    assert signed_in(ada).get(path)["Location"] == "/buying/begin/"


def test_a_buyer_sees_and_answers_nothing_of_another(ada: Person, bai: Person, shop: Shop) -> None:
    thing = cup(shop)
    invited = plan(shop, Plan.Kind.TARGETED, products=[thing], sample=SampleKind.REFUNDABLE)
    (agreement,) = invite_buyer(invited, bai, by=owner(shop))
    Person.objects.filter(pk=ada.pk).update(is_buyer=True)
    client = signed_in(ada)
    assert client.post(f"/buying/agreements/{agreement.pk}/", {"answer": "yes"}).status_code == 404
    assert client.get(f"/selection/{thing.pk}/").status_code == 404
    assert "Cup" not in text(client.get("/buying/agreements/?state=invited"))
    agreement.refresh_from_db()
    assert agreement.state == Agreement.State.INVITED


def test_the_desk_is_for_those_who_keep_the_goods_and_for_their_own_shop(
    ada: Person, bai: Person, bo: Person, shop: Shop
) -> None:
    thing = cup(shop)
    mine = plan(shop, products=[thing], needs_approval=True)
    agreement = pick(thing, by=bai)
    other = shop_of(bo, "bo-books")
    client = signed_in(bo)
    paths = ["", "plans/", "plans/new/", "buyers/", "samples/"]
    assert {client.get(f"{DESK}{path}").status_code for path in paths} == {404}
    assert {client.get(f"/desk/bo-books/cooperation/{path}").status_code for path in paths} == {200}
    assert client.get(f"/desk/bo-books/cooperation/plans/{mine.pk}/").status_code == 404
    answer = {"answer": "yes"}
    assert client.post(f"/desk/bo-books/cooperation/buyers/{agreement.pk}/", answer).status_code == 404
    assert client.post(f"/desk/bo-books/cooperation/plans/{mine.pk}/run/", {"_method": "delete"}).status_code == 404
    Seat.objects.filter(shop=other).update(role=Seat.Role.SUPPORT)
    assert client.get("/desk/bo-books/cooperation/").status_code == 404
    agreement.refresh_from_db()
    mine.refresh_from_db()
    assert (agreement.state, mine.state) == (Agreement.State.APPLIED, Plan.State.ACTIVE)


# -- the profession -----------------------------------------------------------------------------


def test_a_member_becomes_a_buyer_by_accepting_the_terms(ada: Person, settings: Settings) -> None:
    client = signed_in(ada)
    said = {"curates": "Quiet cups", "places": "https://example.org/ada\nexample.net/tea"}
    answer = client.post("/buying/begin/", said)
    assert answer.status_code == 422
    assert "accepts" in answer.context["form"].errors
    assert not Buyer.objects.exists()

    assert client.post("/buying/begin/", {**said, "accepts": "on"})["Location"] == "/selection/"
    buyer = Buyer.objects.get()
    ada.refresh_from_db()
    assert ada.is_buyer
    assert buyer.places == ["https://example.org/ada", "https://example.net/tea"]
    assert buyer.terms_version == settings.MEADOW_BUYER_TERMS_VERSION
    assert client.get("/buying/begin/")["Location"] == "/buying/"


def test_where_operators_answer_nobody_is_a_buyer_before(ada: Person, di: Person, settings: Settings) -> None:
    settings.MEADOW_BUYERS = "operators"
    client = signed_in(ada)
    client.post("/buying/begin/", {"curates": "Quiet cups", "accepts": "on"})
    ada.refresh_from_db()
    assert not Person.objects.filter(pk=ada.pk, is_buyer=True).exists()
    assert "You have asked to be a buyer" in text(client.get("/buying/begin/"))
    assert client.get("/review/buyers/").status_code == 404

    desk = signed_in(di)
    assert "Quiet cups" in text(desk.get("/review/buyers/"))
    desk.post(f"/review/buyers/{ada.pk}/", {"answer": "active", "words": "Welcome"})
    ada.refresh_from_db()
    assert ada.is_buyer
    assert desk.post(f"/review/buyers/{ada.pk}/", {"answer": "refused"}).status_code == 409
    assert Buyer.objects.get().state == Buyer.State.ACTIVE


def test_who_stops_ends_everything_but_what_was_earned(ada: Person, bai: Person, lamp: Variant) -> None:
    Buyer.objects.create(person=bai, curates="Lamps", terms_version="2026-11")
    agreed(bai, lamp.product)
    note = note_with(bai, lamp.product)
    came_through(note, lamp.product, by=ada)
    place(ada, lamp)
    signed_in(bai).post("/buying/about/", {"_method": "delete"})
    bai.refresh_from_db()
    note.refresh_from_db()
    assert not bai.is_buyer
    assert not Agreement.objects.live().exists()
    assert not note.earns_commission
    assert LineTouch.objects.get().earner == bai


# -- the selection centre -----------------------------------------------------------------------


def found(client: Client, query: str) -> list[str]:
    return [offer.product.title for offer, _ in client.get(f"/selection/?{query}").context["offers"]]


def test_the_centre_narrows_by_everything_a_buyer_asks(bai: Person, bo: Person, shop: Shop) -> None:
    other = shop_of(bo, "bo-books")
    bowl, teapot = cup(shop, "Grey bowl", 2000), cup(shop, "茶杯 cup", 900)
    book = cup(other, "Book of tea", 3000)
    plan(shop, rate=1000, sample=SampleKind.FREE, samples=1)
    plan(other, rate=2500)
    shelf = Category.objects.create(slug="ware", name="Ware")
    below = Category.objects.create(slug="cups", name="Cups", parent=shelf)
    teapot.categories.add(below)
    Warehouse.objects.create(shop=other, name="Kiel", country="DE")
    Offer.objects.filter(product=bowl).update(sold_30=7, return_rate=300)
    Offer.objects.filter(product=book).update(return_rate=900)
    client = signed_in(bai)

    assert found(client, "") == ["Book of tea", "Grey bowl", "茶杯 cup"]
    assert found(client, "sort=rate")[0] == "Book of tea"
    assert found(client, "sort=sales")[0] == "Grey bowl"
    assert found(client, "sort=newest")[0] == "Book of tea"
    assert found(client, "q=茶杯") == ["茶杯 cup"]
    assert found(client, "q=nothing") == []
    assert found(client, "category=ware") == ["茶杯 cup"]
    assert found(client, "price_from=10&price_to=25") == ["Grey bowl"]
    assert found(client, "rate_from=20") == ["Book of tea"]
    assert found(client, "rate_to=12.5") == ["Grey bowl", "茶杯 cup"]
    assert found(client, "sold_from=5") == ["Grey bowl"]
    assert found(client, "returns_to=5") == ["Grey bowl"]
    assert found(client, "country=DE") == ["Book of tea"]
    assert found(client, "sample=yes") == ["Grey bowl", "茶杯 cup"]
    Plan.objects.filter(sample=SampleKind.FREE).update(samples_given=1)
    assert found(client, "sample=yes") == []
    assert found(client, "currency=EUR") == []
    assert len(found(client, "price_from=cheap&rate_from=x&sold_from=-1&country=XX&sort=odd&after=odd")) == 3


def test_what_is_not_on_sale_is_not_in_the_centre(bai: Person, shop: Shop) -> None:
    thing = cup(shop)
    plan(shop)
    Product.objects.update(status=Product.Status.ARCHIVED)
    client = signed_in(bai)
    assert found(client, "") == []
    assert client.get(f"/selection/{thing.pk}/").status_code == 404
    assert client.post(f"/selection/{thing.pk}/agreement/").status_code == 404


@pytest.mark.parametrize("sort", ["commission", "rate", "sales", "newest"])
def test_the_centre_goes_on_page_by_page_without_a_gap_or_a_repeat(bai: Person, shop: Shop, sort: str) -> None:
    for n in range(30):
        cup(shop, f"Cup {n}", 100 + n % 3)
    plan(shop)
    client, path, seen = signed_in(bai), f"/selection/?sort={sort}", []
    while path:
        context = client.get(path).context
        seen += [offer.product_id for offer, _ in context["offers"]]
        path = f"/selection/{context['next_url']}" if context["next_url"] else ""
    assert len(seen) == len(set(seen)) == 30


def test_at_most_four_are_compared(bai: Person, shop: Shop) -> None:
    things = [cup(shop, f"Cup {n}") for n in range(5)]
    plan(shop)
    query = "&".join(f"product={thing.pk}" for thing in [*things, things[0]])
    answer = signed_in(bai).get(f"/selection/comparison/?{query}&product=x&product=0")
    assert [offer.product for offer, _ in answer.context["offers"]] == things[:4]
    assert "At most 4 can be compared" in text(answer)


def test_a_buyer_picks_applies_and_is_refused_in_words(bai: Person, shop: Shop) -> None:
    open_one, asking = cup(shop, "Cup"), cup(shop, "Bowl")
    plan(shop, products=[open_one])
    plan(shop, products=[asking], needs_approval=True, name="Asked")
    client = signed_in(bai)
    client.post(f"/selection/{open_one.pk}/agreement/")
    client.post(f"/selection/{asking.pk}/agreement/", {"words": "I love it"})
    assert dict(Agreement.objects.values_list("product__title", "state")) == {"Cup": "active", "Bowl": "applied"}
    answer = client.post(f"/selection/{open_one.pk}/agreement/")
    assert answer.status_code == 409
    assert "There is an agreement about “Cup” already" in text(answer)

    desk = signed_in(owner(shop))
    page = text(desk.get(f"{DESK}buyers/"))
    assert "I love it" in page
    application = Agreement.objects.get(state="applied")
    desk.post(f"{DESK}buyers/{application.pk}/", {"answer": "no", "words": "Not this time"})
    application.refresh_from_db()
    assert (application.state, application.answer) == ("declined", "Not this time")
    assert desk.post(f"{DESK}buyers/{application.pk}/", {"answer": "yes"}).status_code == 409
    application.refresh_from_db()
    assert application.state == "declined"


def test_asked_twice_with_one_key_is_done_once(bai: Person, shop: Shop) -> None:
    thing = cup(shop)
    plan(shop, needs_approval=True)
    client = signed_in(bai)
    answers = [
        client.post(f"/selection/{thing.pk}/agreement/", {"words": "Please"}, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Agreement.objects.count() == 1


# -- plans at the desk --------------------------------------------------------------------------

TYPED = {"kind": "open", "name": "Winter", "rate": "12.5", "steps": "10: 15\n100: 20", "sample": "none"}


def test_a_manager_writes_a_plan_chooses_its_goods_and_starts_it(cy: Person, shop: Shop) -> None:
    thing = cup(shop)
    client = signed_in(cy)
    made = client.post(f"{DESK}plans/new/", {**TYPED, "kind": "targeted", "ends_at": "2099-12-31"})
    mine = Plan.objects.get()
    assert made["Location"] == f"{DESK}plans/{mine.pk}/"
    assert (mine.rate, mine.steps, mine.state) == (1250, [[10, 1500], [100, 2000]], "draft")
    assert mine.ends_at is not None
    assert f"{timezone.localtime(mine.ends_at):%Y-%m-%d}" == "2100-01-01"
    assert 'value="2099-12-31"' in text(client.get(f"{DESK}plans/{mine.pk}/"))

    refused = client.post(f"{DESK}plans/{mine.pk}/run/")
    assert refused.status_code == 409
    assert "which goods “Winter” is about" in text(refused)
    assert "Cup" in text(client.get(f"{DESK}plans/{mine.pk}/?q=cup"))
    client.post(f"{DESK}plans/{mine.pk}/products/", {"product": thing.pk})
    client.post(f"{DESK}plans/{mine.pk}/run/")
    mine.refresh_from_db()
    assert (mine.state, list(mine.products.all())) == ("active", [thing])
    client.post(f"{DESK}plans/{mine.pk}/run/", {"_method": "delete"})
    mine.refresh_from_db()
    assert mine.state == "ended"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("rate", "90.01", "at most 90 per cent"),
        ("rate", "much", "Write digits"),
        ("steps", "10: 12", "no lower"),
        ("steps", "10", "Write two numbers"),
        ("steps", "5: 20\n5: 21", "is there twice"),
        ("deadline_days", "0", "Between 1 and 365"),
        ("ends_at", "2000-01-01", "comes after"),
        ("name", "", "required"),
    ],
)
def test_a_wrong_plan_is_named_by_field_and_not_kept(
    cy: Person, shop: Shop, field: str, typed: str, words: str
) -> None:
    answer = signed_in(cy).post(f"{DESK}plans/new/", {**TYPED, "begins_at": "2026-01-01", field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in str(answer.context["form"].errors[field])
    assert not Plan.objects.exists()


def test_a_manager_invites_a_buyer_by_handle(bai: Person, cy: Person, shop: Shop) -> None:
    mine = plan(shop, Plan.Kind.TARGETED, products=[cup(shop), cup(shop, "Bowl")])
    client = signed_in(cy)
    answer = client.post(f"{DESK}plans/{mine.pk}/invitations/", {"handle": "nobody"})
    assert answer.status_code == 422
    assert "There is no buyer of that handle" in text(answer)
    client.post(f"{DESK}plans/{mine.pk}/invitations/", {"handle": "@BAI", "words": "Please come"})
    assert Agreement.objects.filter(buyer=bai, state="invited").count() == 2
    again = client.post(f"{DESK}plans/{mine.pk}/invitations/", {"handle": "bai"})
    assert again.status_code == 409
    assert Agreement.objects.count() == 2

    buyer = signed_in(bai)
    first = Agreement.objects.earliest("pk")
    assert "Please come" in text(buyer.get("/buying/"))
    buyer.post(f"/buying/agreements/{first.pk}/", {"answer": "yes"})
    first.refresh_from_db()
    assert first.state == "active"


# -- selections and what leads from them --------------------------------------------------------


def test_a_selection_is_laid_out_by_its_buyer_and_read_by_everybody(ada: Person, bai: Person, shop: Shop) -> None:
    one, two = cup(shop, "One"), cup(shop, "Two")
    agreed(bai, one)
    client = signed_in(bai)
    client.post(f"/buying/selection/{one.pk}/", {"words": "My morning"})
    client.post(f"/buying/selection/{two.pk}/")
    items = list(SelectionItem.objects.values_list("pk", flat=True))
    client.post("/buying/selection/", {"item": items[::-1]})

    guest = Client()
    page = guest.get("/people/bai/selection/")
    assert [item.product.title for item, _ in page.context["items"]] == ["Two", "One"]
    assert "My morning" in text(page)
    assert text(page).count("Earns commission") == 1
    assert f"?via={items[0]}" in text(page)
    client.post("/buying/selection/", {"remove": items[0]})
    assert SelectionItem.objects.count() == 1
    assert signed_in(ada).get("/people/ada/selection/").status_code == 404


def test_nobody_changes_the_selection_of_another(ada: Person, bai: Person, shop: Shop) -> None:
    item = select_product(cup(shop), by=bai)
    Person.objects.filter(pk=ada.pk).update(is_buyer=True)
    client = signed_in(ada)
    assert client.post("/buying/selection/", {"remove": item.pk}).status_code == 404
    assert client.post(f"/buying/selection/{item.product_id}/", {"_method": "delete"}).status_code == 404
    assert SelectionItem.objects.get() == item


def test_the_page_of_a_product_says_what_led_there(ada: Person, bai: Person, lamp_product: Product) -> None:
    agreed(bai, lamp_product)
    note, item = note_with(bai, lamp_product), select_product(lamp_product, by=bai)
    client = signed_in(ada)
    page = text(client.get(f"{lamp_product.get_absolute_url()}?via={item.pk}"))
    assert "data-touch" in page
    assert "data-touch" not in text(client.get(f"{lamp_product.get_absolute_url()}?via=999999&note=999999"))
    client.post("/touches/", {"product": lamp_product.pk, "via": item.pk})
    client.post("/touches/", {"product": lamp_product.pk, "note": note.pk})
    assert list(Touch.objects.order_by("pk").values_list("kind", "person", "earner")) == [
        ("selection", ada.pk, bai.pk),
        ("note", ada.pk, bai.pk),
    ]


def test_what_leads_nowhere_is_not_remembered(ada: Person, bai: Person, shop: Shop, lamp_product: Product) -> None:
    other = cup(shop)
    note = note_with(bai, lamp_product)
    hidden = note_with(bai, other)
    Note.objects.filter(pk=hidden.pk).update(state=Note.State.DRAFT)
    item = select_product(lamp_product, by=bai)
    client = signed_in(ada)
    for said in (
        {"product": other.pk, "note": note.pk},
        {"product": other.pk, "note": hidden.pk},
        {"product": other.pk, "via": item.pk},
        {"product": lamp_product.pk},
        {"product": "x", "note": "y", "via": "9" * 30},
    ):
        assert client.post("/touches/", said).status_code == 204
    assert not Touch.objects.exists()


def test_a_guest_is_remembered_only_for_what_can_earn_and_until_they_sign_in(
    ada: Person, bai: Person, lamp_product: Product
) -> None:
    note, guest = note_with(bai, lamp_product), Client()
    said = {"product": lamp_product.pk, "note": note.pk}
    assert "sessionid" not in guest.post("/touches/", said).cookies
    assert not Touch.objects.exists()

    agreed(bai, lamp_product)
    assert "sessionid" in guest.post("/touches/", said).cookies
    assert Touch.objects.get().person is None
    guest.force_login(ada)
    assert Touch.objects.get().person == ada


def test_putting_into_the_cart_from_a_note_is_a_touch(ada: Person, bai: Person, lamp: Variant) -> None:
    note = note_with(bai, lamp.product)
    signed_in(ada).post("/cart/lines/", {"variant": lamp.pk, "note": note.pk})
    touch = Touch.objects.get()
    assert (touch.note, touch.earner, touch.product) == (note, bai, lamp.product)


# -- the label ----------------------------------------------------------------------------------


def test_the_label_stands_on_the_note_and_on_its_card_and_goes_with_the_agreement(
    bai: Person, lamp_product: Product
) -> None:
    note = note_with(bai, lamp_product)
    guest = Client()
    assert "Earns commission" not in text(guest.get(note.get_absolute_url()))
    assert "Earns commission" not in text(guest.get("/?language=all"))
    agreement = agreed(bai, lamp_product)
    assert "Earns commission" in text(guest.get(note.get_absolute_url()))
    assert "Earns commission" in text(guest.get("/?language=all"))
    assert "Earns commission" in text(guest.get("/people/bai/notes/"))
    signed_in(bai).post(f"/buying/agreements/{agreement.pk}/", {"_method": "delete"})
    assert "Earns commission" not in text(guest.get(note.get_absolute_url()))
    assert "Earns commission" not in text(guest.get("/?language=all"))
    caches["fragments"].clear()


# -- samples at both desks ----------------------------------------------------------------------


def test_a_free_sample_goes_from_asking_to_arriving(bai: Person, cy: Person, shop: Shop) -> None:
    thing = cup(shop)
    agreed(bai, thing, sample=SampleKind.FREE, samples=1)
    address = home(bai)
    client, desk = signed_in(bai), signed_in(cy)
    one = thing.variants.get()
    missing = client.post(f"/selection/{thing.pk}/sample/", {"variant": one.pk})
    assert missing.status_code == 422
    client.post(f"/selection/{thing.pk}/sample/", {"variant": one.pk, "address": address.pk, "words": "To try"})
    sample = Sample.objects.get()
    assert "To try" in text(desk.get(f"{DESK}samples/"))
    desk.post(f"{DESK}samples/{sample.pk}/", {"answer": "yes"})
    assert "1 Meadow Lane" in text(desk.get(f"{DESK}samples/"))
    desk.post(f"{DESK}samples/{sample.pk}/", {"carrier": "Post", "tracking": "7"})
    assert Stock.objects.get(variant=one).on_hand == 9
    assert "It arrived" in text(client.get("/buying/samples/"))
    client.post(f"/buying/samples/{sample.pk}/")
    sample.refresh_from_db()
    assert (sample.state, sample.address) == ("settled", {})


# -- what they cost -----------------------------------------------------------------------------


def test_full_pages_cost_as_many_statements_as_small_ones(ada: Person, bai: Person, cy: Person, shop: Shop) -> None:
    def fill(number: int) -> None:
        for n in range(number):
            thing = cup(shop, f"Thing {n}")
            agreement = agreed(bai, thing, sample=SampleKind.REFUNDABLE, deadline_days=5)
            ask_for_sample(agreement, thing.variants.get(), by=bai, address=None)
            select_product(thing, by=bai)
            came_through(note_with(bai, thing), thing, by=ada)
            bought(ada, thing.variants.get())
            cup(shop, f"Other {n}")

    home(bai)
    home(ada)
    targeted = plan(shop, Plan.Kind.TARGETED, products=[cup(shop, "Invited")])
    invite_buyer(targeted, bai, by=cy)
    fill(1)
    buyer, desk, guest = signed_in(bai), signed_in(cy), Client()
    first = Product.objects.get(title="Thing 0")
    ways = [(buyer, path) for path in [*MINE, f"/selection/comparison/?product={first.pk}", f"/selection/{first.pk}/"]]
    ways += [(desk, f"{DESK}{path}") for path in ("", "plans/", "buyers/?state=active", "samples/?state=asked")]
    ways += [(desk, f"{DESK}plans/{targeted.pk}/"), (guest, "/people/bai/selection/")]
    few = [statements(client, path) for client, path in ways]
    fill(6)
    assert [statements(client, path) for client, path in ways] == few
    assert max(few) < 30


def test_a_note_without_commission_costs_no_statement_more(bai: Person, lamp_product: Product) -> None:
    note = note_with(bai, lamp_product)
    with CaptureQueriesContext(connection) as taken:
        Client().get(note.get_absolute_url())
    assert not any("trade_agreement" in query["sql"] for query in taken)
