"""The pages of returns and exchanges, at the member's side and at the desk."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.people.tests.pictures import jpeg
from meadow.trade.actions.answering import approve_return
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return, ReturnTerms
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.roads import asked, come_back, delivered, line_of, on_its_way_back, stock
from meadow.trade.tests.test_pages import signed_in, statements, text

DESK = "/desk/cy-clay/returns/"
State = Return.State


@pytest.fixture
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": "/media/"},
        },
    }


def typed(order: Order, quantity: object = 1, **more: object) -> dict[str, object]:
    line = line_of(order)
    return {f"quantity-{line.pk}-{line.variant_id}": quantity, "kind": "return", "reason": "not_liked", **more}


@pytest.mark.usefixtures("own_files")
def test_a_return_through_the_doors_of_both_sides(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    order = delivered(ada, cy, cup, quantity=2)
    member, desk = signed_in(ada), signed_in(cy)
    wizard = f"/orders/{order.pk}/returns/"
    assert f'href="{wizard}"' in text(member.get(order.get_absolute_url()))
    assert "What would you like to give back?" in text(member.get(wizard))

    photos = [SimpleUploadedFile(f"{n}.jpg", jpeg(colour=colour)) for n, colour in enumerate(("red", "blue"))]
    filled = typed(order, 2, reason="damaged", words="<b>Cracked</b>", photos=photos, idempotency_key="one")
    page = member.post(wizard, filled, follow=True)
    ret = Return.objects.get()
    assert page.redirect_chain[-1][0] == f"{wizard}{ret.pk}/"
    assert "the return is granted" in text(page)
    assert ret.photos.count() == 2

    assert "It came damaged" in text(desk.get(DESK))
    said = text(desk.get(f"{DESK}{ret.pk}/"))
    assert "&lt;b&gt;Cracked&lt;/b&gt;" in said
    assert said.count("Photo of what came") == 2
    desk.post(f"{DESK}{ret.pk}/answer/", {"answer": "granted", "yes-words": "Sorry!"})
    assert "Sorry!" in text(member.get(f"{wizard}{ret.pk}/"))
    assert member.post(f"{wizard}{ret.pk}/parcel/", {}).status_code == 422
    member.post(f"{wizard}{ret.pk}/parcel/", {"carrier": "DHL", "tracking": "B7"})
    assert "tracking-id=B7" in text(desk.get(f"{DESK}{ret.pk}/"))
    desk.post(f"{DESK}{ret.pk}/receipt/")

    row = ret.lines.get()
    wrong = {f"look-restocked_{row.pk}": "3", "look-deducted": "24.01"}
    answer = desk.post(f"{DESK}{ret.pk}/inspection/", wrong)
    assert answer.status_code == 422
    assert answer.context["inspection_form"].errors.keys() == {f"restocked_{row.pk}", "deducted", "words"}
    right = {f"look-restocked_{row.pk}": "1", "look-deducted": "4", "look-words": "Stained", "look-shipping": "5"}
    desk.post(f"{DESK}{ret.pk}/inspection/", right)
    refund = Refund.objects.get()
    assert (refund.amount, refund.shipping) == (2500, 500)
    assert stock(cup) == (9, 0)
    said = text(member.get(f"{wizard}{ret.pk}/"))
    assert "Stained" in said
    assert "The money is on its way back" in said
    assert "Nothing to give back" in text(member.get(wizard))


def test_an_exchange_through_the_doors_of_both_sides(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = Variant.objects.create(product=cup.product, sku="BLUE", price=cup.price, option_values=["Blue"])
    Stock.objects.create(variant=blue, on_hand=1)
    order = delivered(ada, cy, cup)
    member, desk = signed_in(ada), signed_in(cy)
    line = line_of(order)
    filled = typed(order, kind="exchange", reason="does_not_fit", **{f"instead-{line.pk}-{cup.pk}": blue.pk})
    member.post(f"/orders/{order.pk}/returns/", filled)
    ret = Return.objects.get()
    assert ret.lines.get().instead == blue
    desk.post(f"{DESK}{ret.pk}/answer/", {"answer": "granted"})
    desk.post(f"{DESK}{ret.pk}/receipt/")
    desk.post(f"{DESK}{ret.pk}/inspection/", {f"look-restocked_{ret.lines.get().pk}": "1"})
    assert "The other goods are sent" in text(desk.get(f"{DESK}{ret.pk}/"))
    desk.post(f"{DESK}{ret.pk}/exchange/", {"carrier": "UPS", "tracking": "X1"})
    ret.refresh_from_db()
    assert ret.state == State.DONE
    assert "tracknum=X1" in text(member.get(ret.get_absolute_url()))
    assert "In exchange" in text(member.get(order.get_absolute_url()))
    assert not Refund.objects.exists()


def test_a_refusal_needs_words(ada: Person, cy: Person, lamp: Variant) -> None:
    ret = asked(delivered(ada, cy, lamp))
    desk = signed_in(cy)
    assert desk.post(f"{DESK}{ret.pk}/answer/", {"answer": "refused"}).status_code == 422
    assert Return.objects.get().state == State.ASKED
    desk.post(f"{DESK}{ret.pk}/answer/", {"answer": "refused", "no-words": "It was worn"})
    page = text(signed_in(ada).get(ret.get_absolute_url()))
    assert "It was worn" in page
    assert "You can ask again" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "gift"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"words": "x" * 1001}, "words"),
        ({"photos": SimpleUploadedFile("a.jpg", b"no picture")}, "photos"),
    ],
)
def test_what_is_wrong_is_named_by_field_and_nothing_asked(
    ada: Person, cy: Person, lamp: Variant, wrong: dict[str, object], field: str
) -> None:
    order = delivered(ada, cy, lamp)
    answer = signed_in(ada).post(f"/orders/{order.pk}/returns/", typed(order, **wrong))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Return.objects.exists()


@pytest.mark.parametrize("quantity", ["2", "-1", "0", ""])
def test_so_many_there_are_not(ada: Person, cy: Person, lamp: Variant, quantity: str) -> None:
    order = delivered(ada, cy, lamp)
    line = line_of(order)
    filled = typed(order, **{f"quantity-{line.pk}-{lamp.pk}": quantity})
    assert signed_in(ada).post(f"/orders/{order.pk}/returns/", filled).status_code == 422
    assert not Return.objects.exists()


def test_a_double_click_asks_once(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=2)
    client = signed_in(ada)
    answers = [client.post(f"/orders/{order.pk}/returns/", typed(order, idempotency_key="one")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert Return.objects.count() == 1


def test_too_late_is_said_in_words(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    Order.objects.update(returnable_until=timezone.now() - timedelta(days=1))
    client = signed_in(ada)
    assert "Return or exchange" not in text(client.get(order.get_absolute_url()))
    for answer in (
        client.get(f"/orders/{order.pk}/returns/"),
        client.post(f"/orders/{order.pk}/returns/", typed(order)),
    ):
        assert answer.status_code == 409
        assert "can no longer be given back" in text(answer)
    assert not Return.objects.exists()


def test_strangers_see_and_change_no_return(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    ret = asked(delivered(ada, cy, variant(shop)))
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.EDITOR)
    client = signed_in(bo)
    url = ret.get_absolute_url()
    for path in (url, f"/orders/{ret.order_id}/returns/", DESK, f"{DESK}{ret.pk}/", f"{DESK}terms/"):
        assert client.get(path).status_code == 404
    for door in ("answer", "receipt", "inspection", "exchange", "money"):
        assert client.post(f"{DESK}{ret.pk}/{door}/", {"answer": "granted"}).status_code == 404
    for door in ("parcel", "withdrawal"):
        assert client.post(f"{url}{door}/", {"carrier": "DHL"}).status_code == 404
    ret.refresh_from_db()
    assert ret.state == State.ASKED


def test_the_desk_counts_what_is_to_do_and_shows_the_overdue_first(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop, on_hand=20), quantity=8)
    desk = signed_in(cy)
    assert "No returns yet" in text(desk.get(DESK))
    new, old = asked(order), asked(order)
    Return.objects.filter(pk=old.pk).update(answer_by=timezone.now() - timedelta(hours=1))
    on_its_way_back(asked(order), cy)
    come_back(asked(order), cy)
    page = desk.get(DESK)
    assert [ret.pk for ret, _ in page.context["returns"]] == [old.pk, new.pk]
    assert [count for _, _, count in page.context["shelves"]] == [2, 1, 1, 0]
    assert "Nothing to do here" in text(desk.get(f"{DESK}?state=over"))


def test_the_shop_keeps_its_terms(ada: Person, cy: Person, lamp: Variant) -> None:
    desk = signed_in(cy)
    answer = desk.post(f"{DESK}terms/", {"address": "x" * 301})
    assert answer.status_code == 422
    assert not ReturnTerms.objects.exists()
    desk.post(f"{DESK}terms/", {"address": "1 Kiln Road\nTown", "words": "Wrap it well", "approves_at_once": "on"})
    terms = ReturnTerms.objects.get()
    assert (terms.approves_at_once, terms.refunds_shipping) == (True, False)
    order = delivered(ada, cy, lamp)
    page = text(signed_in(ada).post(f"/orders/{order.pk}/returns/", typed(order), follow=True))
    assert "1 Kiln Road<br>Town" in page
    assert "Wrap it well" in page


def test_what_has_moved_on_is_said_in_words(ada: Person, cy: Person, lamp: Variant) -> None:
    ret = asked(delivered(ada, cy, lamp))
    signed_in(ada).post(f"{ret.get_absolute_url()}withdrawal/")
    answer = signed_in(cy).post(f"{DESK}{ret.pk}/answer/", {"answer": "granted"})
    assert answer.status_code == 409
    assert "This return has moved on meanwhile: Withdrawn" in text(answer)


def test_many_returns_cost_as_many_statements_as_few(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), variant(shop, "Pot"), quantity=10)
    ret = approve_return(asked(order), by=cy)
    waiting = asked(order)
    member, desk = signed_in(ada), signed_in(cy)

    def costs() -> list[int]:
        mine = [f"/orders/{order.pk}/returns/", ret.get_absolute_url()]
        theirs = [DESK, f"{DESK}{ret.pk}/", f"{DESK}{waiting.pk}/", f"{DESK}terms/"]
        return [statements(member, path) for path in mine] + [statements(desk, path) for path in theirs]

    few = costs()
    for _ in range(4):
        asked(order)
        approve_return(asked(order), by=cy)
    bought(ada, variant(shop, "Bowl"))
    assert costs() == few
