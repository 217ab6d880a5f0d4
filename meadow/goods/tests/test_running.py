"""Running a shop: its address, its holidays, closing and opening it, and what operators may do to it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.actions.running import (
    change_handle,
    close_shop,
    end_holiday,
    go_on_holiday,
    lift_suspension,
    reopen_shop,
    suspend_shop,
)
from meadow.goods.actions.shops import edit_shop
from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import FormerHandle, Shop, TrailEntry
from meadow.goods.refusals import (
    HandleTaken,
    ShopNotClosed,
    ShopNotOpen,
    ShopNotSuspended,
    ShopStillBusy,
    TooManyHandles,
)
from meadow.goods.tests.opened import at_once, letters
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced

# -- the address ----------------------------------------------------------------------------------


def test_a_shop_that_moves_keeps_its_former_addresses(shop: Shop, cy: Person) -> None:
    change_handle(shop, by=cy, handle="clay-and-light")
    change_handle(shop, by=cy, handle="clay")

    assert Shop.objects.get().handle == "clay"
    assert set(FormerHandle.objects.values_list("handle", flat=True)) == {"cy-clay", "clay-and-light"}


def test_a_shop_may_come_back_to_an_address_of_its_own(shop: Shop, cy: Person) -> None:
    change_handle(shop, by=cy, handle="clay")
    change_handle(shop, by=cy, handle="cy-clay")

    assert Shop.objects.get().handle == "cy-clay"
    assert list(FormerHandle.objects.values_list("handle", flat=True)) == ["clay"]


def test_nobody_takes_an_address_that_another_shop_has_or_had(shop: Shop, cy: Person) -> None:
    other = Shop.objects.create(handle="wool", name="Wool")
    FormerHandle.objects.create(shop=other, handle="old-wool")

    for handle in ("wool", "old-wool"):
        with pytest.raises(HandleTaken, match=f"The handle “{handle}” is taken"):
            change_handle(shop, by=cy, handle=handle)

    assert Shop.objects.get(pk=shop.pk).handle == "cy-clay"
    assert FormerHandle.objects.count() == 1


def test_two_shops_that_move_to_one_address_at_once_do_not_both(transactional_db: None, shop: Shop, cy: Person) -> None:
    other = Shop.objects.create(handle="wool", name="Wool")

    outcomes = at_once(*(lambda s=s: change_handle(s, by=cy, handle="home") for s in (shop, other)))

    assert outcomes == ["HandleTaken", "done"]
    assert FormerHandle.objects.count() == 1


def test_an_address_is_changed_a_few_times_a_year(shop: Shop, cy: Person, settings: Settings) -> None:
    settings.MEADOW_HANDLES_A_YEAR = 2
    for handle in ("one", "cy-clay"):
        change_handle(shop, by=cy, handle=handle)

    with pytest.raises(TooManyHandles, match="2 times a year"):
        change_handle(shop, by=cy, handle="three")
    assert Shop.objects.get().handle == "cy-clay"

    TrailEntry.objects.update(at=timezone.now() - timedelta(days=366))
    change_handle(shop, by=cy, handle="three")
    assert Shop.objects.get().handle == "three"


def test_the_page_of_settings_moves_the_shop(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)

    refused = client.post("/desk/cy-clay/settings/address/", {"handle": "admin"})
    assert refused.status_code == 422
    assert "kept for the platform" in refused.content.decode()
    moved = client.post("/desk/cy-clay/settings/address/", {"handle": "clay"})

    assert moved["Location"] == "/desk/clay/settings/"
    assert "Before: cy-clay" in client.get("/desk/clay/settings/").content.decode()


# -- holidays -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "until", "on_holiday"),
    [(0, None, True), (0, 0, True), (-5, 0, True), (1, None, False), (-5, -1, False)],
)
def test_a_holiday_holds_from_its_first_day_through_its_last(
    shop: Shop, begin: int, until: int | None, on_holiday: bool
) -> None:
    today = timezone.localdate()
    shop.holiday_from = today + timedelta(days=begin)
    shop.holiday_until = None if until is None else today + timedelta(days=until)

    assert shop.is_on_holiday() is on_holiday


def test_words_for_the_holiday_stay_beside_the_other_words(shop: Shop, cy: Person) -> None:
    story = {"zh-hans": {"story": "手工拉坯。"}}

    def edit() -> None:
        edit_shop(shop, by=cy, translations=story, name="Cy Clay", story="By hand.", city="", picture=None, cover=None)

    edit()
    go_on_holiday(
        shop, by=cy, begin=date(2099, 1, 1), until=None, words="At the sea.", translations={"zh-hans": "海边。"}
    )
    edit()

    assert Shop.objects.get().translations == {"zh-hans": {"story": "手工拉坯。", "holiday_words": "海边。"}}
    end_holiday(shop, by=cy)
    kept = Shop.objects.get()
    assert (kept.holiday_from, kept.holiday_until, kept.holiday_words) == (None, None, "At the sea.")


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"begin": ""}, "begin"),
        ({"begin": "2099-02-01", "until": "2099-01-01"}, "until"),
        ({"begin": "2001-01-01", "until": "2001-02-01"}, "until"),
        ({"begin": "2099-01-01", "holiday_words": "x" * 301}, "holiday_words"),
    ],
)
def test_a_holiday_that_cannot_be_is_refused(
    client: Client, shop: Shop, cy: Person, sent: dict[str, str], wrong: str
) -> None:
    client.force_login(cy)

    response = client.post("/desk/cy-clay/settings/holiday/", sent)

    assert response.status_code == 422
    assert set(response.context["holiday_form"].errors) == {wrong}
    assert Shop.objects.get().holiday_from is None


def test_the_page_sends_a_shop_on_holiday_and_back(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    client.post("/desk/cy-clay/settings/holiday/", {"begin": "2099-01-01", "until": "2099-01-31"})
    assert Shop.objects.get().holiday_until == date(2099, 1, 31)
    assert "End the holiday" in client.get("/desk/cy-clay/settings/").content.decode()

    client.post("/desk/cy-clay/settings/holiday/", {"_method": "delete"})

    assert Shop.objects.get().holiday_from is None


# -- closing, suspending --------------------------------------------------------------------------


def test_a_closed_shop_is_its_teams_alone_and_opens_again(
    client: Client, shop: Shop, lamp_product: Product, cy: Person
) -> None:
    close_shop(shop, by=cy)
    for page in ("/shops/cy-clay/", "/shops/cy-clay/lamp/"):
        assert client.get(page).status_code == 404
    client.force_login(cy)
    assert client.get("/shops/cy-clay/").status_code == 200
    with pytest.raises(ShopNotOpen, match="“Cy Clay” is not open"):
        close_shop(shop, by=cy)

    reopen_shop(shop, by=cy)

    assert Shop.objects.get().state == Shop.State.OPEN
    with pytest.raises(ShopNotClosed, match="“Cy Clay” is not closed"):
        reopen_shop(shop, by=cy)
    assert announced() == ["goods.shop_closed", "goods.shop_reopened"]


def test_closing_asks_for_the_name(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    url = "/desk/cy-clay/settings/closing/"
    assert client.post(url, {"name": "Cy"}).status_code == 422
    assert Shop.objects.get().state == Shop.State.OPEN

    client.post(url, {"name": " cy clay "})
    assert Shop.objects.get().state == Shop.State.CLOSED

    client.post(url, {"_method": "delete"})
    assert Shop.objects.get().state == Shop.State.OPEN


def test_a_suspended_shop_is_hidden_tells_its_team_why_and_stays_so(
    client: Client, shop: Shop, lamp: Variant, cy: Person, ada: Person, di: Person
) -> None:
    suspend_shop(shop, by=di, reason="The photos are not yours.")

    for person, status in ((ada, 404), (cy, 200)):
        client.force_login(person)
        assert client.get("/shops/cy-clay/").status_code == status
    assert "The photos are not yours." in client.get("/desk/cy-clay/settings/").content.decode()
    for way_out in (close_shop, reopen_shop):
        with pytest.raises((ShopNotOpen, ShopNotClosed)):
            way_out(shop, by=cy)
    assert Shop.objects.get().state == Shop.State.SUSPENDED
    (letter,) = letters()
    assert letter["to"] == cy.email
    assert "The photos are not yours." in letter["words"]

    lift_suspension(shop, by=di)
    assert (Shop.objects.get().state, Shop.objects.get().state_reason) == (Shop.State.OPEN, "")
    with pytest.raises(ShopNotSuspended, match="is not suspended"):
        lift_suspension(shop, by=di)
    assert announced() == ["goods.shop_suspended", "goods.shop_reopened"]


def test_a_closed_shop_can_be_suspended_so_that_it_stays_closed(shop: Shop, cy: Person, di: Person) -> None:
    close_shop(shop, by=cy)
    suspend_shop(shop, by=di, reason="Complaints.")

    with pytest.raises(ShopNotClosed, match="is not closed"):
        reopen_shop(shop, by=cy)

    assert Shop.objects.get().state == Shop.State.SUSPENDED


def test_a_room_above_may_have_a_reason_to_keep_it_open(
    shop: Shop, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meadow.goods.questions.what_keeps_it_open._answers", [lambda shop: ["Something waits."]])

    with pytest.raises(ShopStillBusy, match=r"The shop cannot close yet: Something waits\."):
        close_shop(shop, by=cy)

    assert Shop.objects.get().state == Shop.State.OPEN
    assert announced() == []
