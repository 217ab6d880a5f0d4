"""Orders over the API."""

from typing import Annotated

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.security import django_auth

from meadow.api.shapes import Amount, own_id
from meadow.people.models.persons import Person
from meadow.plumbing.idempotency import given_key, idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.problems import problem
from meadow.trade.actions.placing import buy
from meadow.trade.forms.purchases import Purchase
from meadow.trade.models.groups import OrderGroup

router = Router(tags=["orders"])
Id = Annotated[str, Field(max_length=40)]


class WantedThing(Schema):
    """One thing to be bought at once: where it goes, unless it is a download, and the total that was agreed to.

    `expected_total` is in minor units of the shop's currency, with sending and taxes; anything else is refused with
    `price-changed`. Without `rate` it is sent the cheapest way.
    """

    variant: Id
    quantity: Annotated[int, Field(ge=1, le=999)] = 1
    address: Id | None = None
    rate: Id | None = None
    note: Id | None = None
    expected_total: Annotated[int, Field(ge=0)]


class PlacedOrder(Schema):
    """What was promised: held until `expires_at`, and paid at `url`."""

    id: str
    url: str
    state: str
    total: Amount
    expires_at: str


@router.post("/", auth=django_auth, response={201: PlacedOrder}, summary="Buy one thing at once")
@idempotent("orders", is_required=True)
def orders(request: HttpRequest, wanted: WantedThing) -> HttpResponse:
    """Hold the goods and place the order, once for each `Idempotency-Key`, which is required; the cart stays as it is.

    409 with `out-of-stock`, `no-longer-on-sale` or `price-changed` when it cannot be had for that; then nothing is
    held. 422 names each field that cannot be used.
    """
    limit_writes(request, "checkout", times=20)
    person = request.user
    assert isinstance(person, Person)
    form = Purchase(
        {
            "variant": own_id("variant", wanted.variant),
            "quantity": wanted.quantity,
            "address": own_id("address", wanted.address) if wanted.address else None,
            "rate": own_id("rate", wanted.rate) if wanted.rate else None,
            "note": own_id("note", wanted.note) if wanted.note else None,
            "expected_total": wanted.expected_total,
        },
        by=person,
    )
    if not form.is_valid():
        errors = {field: [str(error) for error in wrong] for field, wrong in form.errors.items()}
        return problem(422, "invalid-input", _("Some values cannot be used."), errors=errors)
    typed = form.cleaned_data
    group = buy(
        typed["variant"],
        typed["quantity"],
        by=person,
        address=typed["address"],
        rate=typed["rate"],
        note=typed["note"],
        expected_total=typed["expected_total"],
        request_key=given_key(request),
    )
    return HttpResponse(orjson.dumps(_placed(group)), status=201, content_type="application/json")


def _placed(group: OrderGroup) -> dict[str, object]:
    return {
        "id": f"group_{group.pk}",
        "url": group.get_absolute_url(),
        "state": group.state,
        "total": {"amount": group.total, "currency": group.currency},
        "expires_at": group.expires_at.isoformat(),
    }
