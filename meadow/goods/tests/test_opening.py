"""Opening a shop: beginning, handing in, answers."""

import pytest

from meadow.goods.actions.applications import begin_shop
from meadow.goods.models.applications import Application
from meadow.goods.models.shops import FormerHandle, Seat, Shop, TrailEntry
from meadow.goods.refusals import HandleTaken
from meadow.people.models.persons import Person


def test_a_shop_begins_being_prepared_with_its_owner_and_its_application(ada: Person) -> None:
    shop = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada, road=Application.Road.MOVING)
    again = begin_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)

    assert again == shop
    assert Shop.objects.get().state == Shop.State.PREPARING
    assert Seat.objects.get().role == Seat.Role.OWNER
    assert Application.objects.get().road == "moving"
    assert TrailEntry.objects.get().verb == "shop_begun"


def test_a_handle_that_a_shop_has_or_had_begins_no_other(shop: Shop, ada: Person) -> None:
    FormerHandle.objects.create(shop=shop, handle="old-clay")

    for handle in ("cy-clay", "old-clay"):
        with pytest.raises(HandleTaken, match=f"The handle “{handle}” is taken"):
            begin_shop(Shop(handle=handle, name="Another"), by=ada)

    assert Shop.objects.get() == shop
    assert not Application.objects.exists()
