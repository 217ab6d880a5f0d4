"""What is open to buyers over the API; for buyers who are signed in."""

from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from meadow.api.products import ShopOfProduct
from meadow.api.shapes import After, Amount, Limit, Page, Picture, answer, own_id, picture
from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.people.visitors import visitor
from meadow.plumbing.problems import problem
from meadow.trade.centre import Wanted, agreed_on, with_commission
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Offer

router = Router(tags=["selection"])


class Step(Schema):
    """From so many pieces sold on (the piece of that number counts already) the rate is `rate`."""

    sold: int
    rate: int


class OneOffer(Schema):
    """A product that any buyer may sell. Rates are hundredths of a per cent; `commission` is for one piece.

    `return_rate` is of the last 90 days, and null where too few were sold to tell. `agreement` is the state of the
    buyer's own agreement, if there is one that runs or waits.
    """

    product: str
    url: str
    title: str
    shop: ShopOfProduct
    cover: Picture | None
    price: Amount
    rate: int
    steps: list[Step]
    commission: Amount
    sold_30_days: int
    return_rate: int | None
    on_application: bool
    sample: Literal["none", "free", "refundable"]
    in_stock: bool
    agreement: Literal["active", "applied", "invited"] | None


@router.get("", response=Page[OneOffer], summary="Products open to buyers")
def offers(
    request: HttpRequest,
    after: After = None,
    limit: Limit = 24,
    q: Annotated[str, Query(max_length=80, description="Words of the title, in any language.")] = "",
    category: Annotated[str, Query(max_length=80, description="The slug of a category; those below it count.")] = "",
    currency: Annotated[str, Query(max_length=3, description="Left empty, the platform's own.")] = "",
    price_from: Annotated[str, Query(max_length=20, description="A decimal such as 19.90.")] = "",
    price_to: Annotated[str, Query(max_length=20)] = "",
    rate_from: Annotated[str, Query(max_length=6, description="Per cent, such as 12.5.")] = "",
    rate_to: Annotated[str, Query(max_length=6)] = "",
    sold_from: Annotated[str, Query(max_length=10, description="Pieces in 30 days.")] = "",
    returns_to: Annotated[str, Query(max_length=6, description="Per cent.")] = "",
    country: Annotated[str, Query(max_length=2, description="Where it is sent from.")] = "",
    sample: Annotated[Literal["", "yes"], Query()] = "",
    sort: Annotated[Literal["commission", "rate", "sales", "newest"], Query()] = "commission",
) -> HttpResponse:
    buyer = visitor(request)
    if buyer is None or not buyer.is_buyer:
        return _strangers(buyer)
    asked = {
        "q": q,
        "category": category,
        "currency": currency,
        "price_from": price_from,
        "price_to": price_to,
        "rate_from": rate_from,
        "rate_to": rate_to,
        "sold_from": sold_from,
        "returns_to": returns_to,
        "country": country,
        "sample": sample,
        "sort": sort,
    }
    page = Wanted.read(asked).page(after, limit=limit)
    agreements = agreed_on(buyer, [offer.product_id for offer in page.rows])
    items = [_offer(offer, agreements.get(offer.product_id)) for offer in page.rows]
    return _private({"items": items, "next": page.after})


@router.get("/{product}", response=OneOffer, summary="One product as it is open to buyers")
def offer(request: HttpRequest, product: str) -> HttpResponse:
    buyer = visitor(request)
    if buyer is None or not buyer.is_buyer:
        return _strangers(buyer)
    known = Offer.objects.filter(product__in=Product.objects.on_sale(), product=own_id("product", product))
    found = with_commission(known).first()
    if found is None:
        raise Http404
    return _private(_offer(found, agreed_on(buyer, [found.product_id]).get(found.product_id)))


def _offer(offer: Offer, agreement: Agreement | None) -> dict[str, object]:
    product, plan = offer.product, offer.plan
    currency = product.shop.currency
    return {
        "product": f"product_{product.pk}",
        "url": product.get_absolute_url(),
        "title": product.title,
        "shop": {"handle": product.shop.handle, "name": product.shop.name},
        "cover": picture(product.cover),
        "price": {"amount": product.price_from, "currency": currency},
        "rate": offer.rate,
        "steps": [{"sold": sold, "rate": rate} for sold, rate in plan.steps],
        "commission": {"amount": getattr(offer, "commission", 0), "currency": currency},
        "sold_30_days": offer.sold_30,
        "return_rate": offer.return_rate,
        "on_application": plan.needs_approval,
        "sample": plan.sample if plan.has_samples else "none",
        "in_stock": product.in_stock,
        "agreement": agreement.state if agreement else None,
    }


def _private(body: object) -> HttpResponse:
    """An answer to one person, which nobody may keep for another."""
    response = answer(body)
    response["Cache-Control"] = "no-store"
    return response


def _strangers(person: Person | None) -> HttpResponse:
    if person is None:
        return problem(401, "sign-in", _("Please sign in first."))
    return problem(
        403, "not-a-buyer", _("Only buyers can do this. You can become one on the page “Sell what you love”.")
    )
