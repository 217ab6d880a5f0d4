"""What becomes of returns when people take everything along, or leave."""

import pytest

from meadow.goods.models.shops import Shop
from meadow.moving.archives.shops.orders import in_full, whole
from meadow.moving.erasing.returns import forget_returns, forget_returns_of_the_gone
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.tests.pictures import jpeg
from meadow.trade.actions.cancelling import ask_to_cancel, refuse_cancellation
from meadow.trade.actions.giving_back import give_back
from meadow.trade.actions.returns import ask_return, withdraw_return
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return, ReturnPhoto
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.roads import asked, delivered, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def test_an_archive_tells_the_whole_road(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=2)
    give_back(order, goodwill=100, words="Sorry", by=cy)
    asked(order)
    told = whole(in_full(Order.objects.filter(pk=order.pk).select_related("group", "member")).get())
    assert told["refunded_total"] == 100
    assert [(one["amount"], one["words"]) for one in told["refunds"]] == [(100, "Sorry")]
    assert [(one["kind"], one["lines"][0]["quantity"]) for one in told["returns"]] == [("return", 1)]
    assert told["parcels"][0]["lines"][0]["quantity"] == 2
    assert [step["kind"] for step in told["steps"]] == ["paid", "sent", "delivered", "refunded", "return_asked"]
    assert told["steps"][1]["by"] == "cy.potter"


def test_words_and_photos_of_returns_go_when_they_are_over(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=2)
    photo = put_photo(jpeg(), by=ada)
    for _ in range(2):
        ask_return(
            order,
            wanted(order),
            kind=Return.Kind.RETURN,
            reason=Return.Reason.DAMAGED,
            words="At my own table",
            photos=[photo],
            by=ada,
        )
    still_open, over = Return.objects.order_by("pk")
    withdraw_return(over, by=ada)
    forget_returns(ada)
    assert dict(Return.objects.values_list("pk", "words")) == {still_open.pk: "At my own table", over.pk: ""}
    assert ReturnPhoto.objects.get().ret == still_open

    withdraw_return(still_open, by=ada)
    forget_returns_of_the_gone()
    assert ReturnPhoto.objects.exists()  # she has not gone
    Person.objects.filter(pk=ada.pk).update(is_active=False, handle="gone-1")
    forget_returns_of_the_gone()
    assert not ReturnPhoto.objects.exists()
    assert set(Return.objects.values_list("words", flat=True)) == {""}


def test_what_was_said_when_cancelling_goes(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop))
    ask_to_cancel(order, words="I move to Quillton", by=ada)
    refuse_cancellation(order, words="It is sent", by=cy)
    forget_returns(ada)
    order.refresh_from_db()
    assert order.cancellations.get().words == ""
    assert "Quillton" not in str(list(order.steps.values_list("facts", flat=True)))
