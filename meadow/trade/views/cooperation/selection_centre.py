"""The selection centre: everything that is open to buyers, found, compared, and picked."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.models.products import Category, Product, Variant
from meadow.goods.models.stock import Warehouse
from meadow.people.countries import country_choices, country_name
from meadow.people.models.persons import Address
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.agreements import pick
from meadow.trade.actions.samples import ask_for_sample
from meadow.trade.centre import MOST_COMPARED, SORTS, Wanted, agreed_on, currencies, query_of, with_commission
from meadow.trade.forms.cooperation import PickForm, SampleForm
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Offer, SampleKind
from meadow.trade.models.samples import Sample
from meadow.trade.models.selections import SelectionItem
from meadow.trade.sharing import part_of
from meadow.trade.views.cooperation.doors import buyers_only


@require_GET
@buyers_only
@never_cache
def centre(request: Request) -> HttpResponse:
    """What is open to buyers, narrowed down and in the order of the choice."""
    wanted = Wanted.read(request.GET)
    page = wanted.page(request.GET.get("after"))
    agreements = agreed_on(request.user, [offer.product_id for offer in page.rows])
    said = {name: request.GET[name] for name in request.GET if request.GET[name]}
    context: dict[str, Any] = {
        "wanted": wanted,
        "offers": [(offer, agreements.get(offer.product_id)) for offer in page.rows],
        "next_url": f"?{query_of(said)}&after={page.after}" if page.after else "",
        "most_compared": MOST_COMPARED,
    }
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "trade/buying/centre.html#rows", context)
    used = Warehouse.objects.filter(is_active=True).exclude(country="").values_list("country", flat=True).distinct()
    labels = {
        "commission": _("Commission"),
        "rate": _("Rate"),
        "sales": _("Best selling"),
        "newest": _("Newest"),
    }
    context |= {
        "asked": said,
        "sorts": [(sort, labels[sort], query_of(said, sort=sort)) for sort in SORTS],
        "categories": Category.objects.filter(parent=None).order_by("position", "name"),
        "currencies": currencies(),
        "countries": sorted(((code, country_name(code)) for code in set(used)), key=lambda one: one[1]),
        "buying_tab": "centre",
    }
    return TemplateResponse(request, "trade/buying/centre.html", context)


@require_GET
@buyers_only
@never_cache
def comparison(request: Request) -> HttpResponse:
    """Up to four products side by side."""
    asked = [int(pk) for pk in request.GET.getlist("product") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    chosen = list(dict.fromkeys(asked))[:MOST_COMPARED]
    found = Offer.objects.filter(product__in=Product.objects.on_sale().filter(pk__in=chosen))
    offers = {offer.product_id: offer for offer in with_commission(found)}
    agreements = agreed_on(request.user, offers)
    context = {
        "offers": [(offers[pk], agreements.get(pk)) for pk in chosen if pk in offers],
        "left_out": len(dict.fromkeys(asked)) - len(chosen),
        "most_compared": MOST_COMPARED,
        "buying_tab": "centre",
    }
    return TemplateResponse(request, "trade/buying/comparison.html", context)


@require_GET
@buyers_only
@never_cache
def product(request: Request, pk: int) -> HttpResponse:
    """One product as a buyer looks at it: what it earns, how it sells, and what can be done about it."""
    return _sheet(request, pk)


@require_POST
@buyers_only
@idempotent("buying-pick")
def agreement(request: Request, pk: int) -> HttpResponse:
    """Pick the product, or apply where its shop wants to be asked."""
    limit_writes(request, "buying")
    found = get_object_or_404(Product.objects.on_sale(), pk=pk)
    form = PickForm(request.POST)
    if not form.is_valid():
        return _sheet(request, pk, pick_form=form, status=422)
    made = pick(found, by=request.user, words=form.cleaned_data["words"])
    if made.state == Agreement.State.ACTIVE:
        messages.success(request, _("You sell “%(title)s” from now on.") % {"title": found.in_words["title"]})
    else:
        messages.success(request, _("The shop has your application."))
    return redirect("trade:centre-product", pk)


@require_POST
@buyers_only
@idempotent("buying-sample")
def sample(request: Request, pk: int) -> HttpResponse:
    """Ask for a sample."""
    limit_writes(request, "buying")
    mine = Agreement.objects.live().made_by(request.user).select_related("product__shop", "plan")
    agreed = get_object_or_404(mine, product=pk)
    form = _sample_form(request, agreed, request.POST)
    if not form.is_valid():
        return _sheet(request, pk, sample_form=form, status=422)
    typed = form.cleaned_data
    address: Address | None = typed.get("address")
    ask_for_sample(agreed, typed["variant"], by=request.user, address=address, words=typed["words"])
    messages.success(request, _("The shop has your request."))
    return redirect("trade:centre-product", pk)


def _sheet(
    request: Request,
    pk: int,
    *,
    pick_form: PickForm | None = None,
    sample_form: SampleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = get_object_or_404(Product.objects.on_sale().select_related("shop", "cover"), pk=pk)
    offer = with_commission(Offer.objects.filter(product=found)).first()
    agreements = list(
        Agreement.objects.filter(buyer=request.user, product=found)
        .exclude(state__in=[Agreement.State.ENDED, Agreement.State.DECLINED])
        .select_related("plan")
        .order_by("-pk")
    )
    running = next((one for one in agreements if one.is_live), None)
    asked = next((one for one in agreements if one.state in Agreement.OPEN), None)
    if offer is None and running is None and asked is None:
        raise Http404
    terms = running or asked
    rate = terms.rate if terms else offer.rate if offer else 0
    one_piece = part_of(found.price_from, rate)
    samples = Sample.objects.filter(agreement=running).select_related("variant") if running else Sample.objects.none()
    current = samples.exclude(state__in=[Sample.State.REFUSED, Sample.State.WITHDRAWN]).first()
    may_ask = running is not None and current is None and running.sample != SampleKind.NONE and running.plan.has_samples
    if running is not None and may_ask:
        running.product = found
        sample_form = sample_form or _sample_form(request, running, None)
    context = {
        "product": found,
        "words": found.in_words,
        "shop": found.shop,
        "offer": offer,
        "plan": terms.plan if terms else offer.plan if offer else None,
        "running": running,
        "asked_for": asked,
        "rate": rate,
        "one_piece": one_piece,
        "kept": one_piece - part_of(one_piece, settings.MEADOW_COMMISSION_SHARE),
        "share": settings.MEADOW_COMMISSION_SHARE,
        "item": SelectionItem.objects.filter(buyer=request.user, product=found).first(),
        "sample": current,
        "sample_form": sample_form if may_ask else None,
        "pick_form": pick_form or PickForm(),
        "ships_from": dict(country_choices()).get(_ships_from(found), ""),
        "notice_days": settings.MEADOW_RATE_NOTICE_DAYS,
        "buying_tab": "centre",
    }
    return TemplateResponse(request, "trade/buying/product.html", context, status=status)


def _sample_form(request: Request, agreed: Agreement, data: Any) -> SampleForm:
    variants = Variant.objects.on_sale().filter(product=agreed.product_id)
    return SampleForm(data, variants=variants, by=request.user, kind=agreed.sample)


def _ships_from(found: Product) -> str:
    first = Warehouse.objects.filter(shop=found.shop_id, is_active=True).exclude(country="").first()
    return first.country if first else ""
