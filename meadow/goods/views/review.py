"""The operators' desk for shops: applications that wait for an answer, and shops to be suspended or let go on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.actions.applications import (
    approve_application,
    receive_deposit,
    refuse_application,
    return_application,
)
from meadow.goods.actions.running import lift_suspension, suspend_shop
from meadow.goods.checklist import checklist_of, missing_documents
from meadow.goods.desks import operators_only
from meadow.goods.forms.opening import AnswersForm, ReturnForm, WordsForm
from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop, TrailEntry
from meadow.goods.trail import Told
from meadow.goods.views.opening import handed_out
from meadow.people.countries import country_name
from meadow.people.visitors import Request, is_removal

ROWS = 30
DRAFTS = 24
LATEST = 20
REFUSE_IDS = "refuse_%s"  # the form stands beside the one that returns, which has words too


@operators_only
@require_GET
def applications(request: Request) -> HttpResponse:
    """Applications, the longest waiting first."""
    state = request.GET.get("state", Application.State.HANDED_IN)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:80]
    found = _found(kind, words)
    counts = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    if state in Application.State.values:
        found = found.filter(state=state)
    context = {
        "page": Paginator(found.order_by("handed_in_at", "pk"), ROWS).get_page(request.GET.get("page")),
        "states": [(value, label, counts.get(value, 0)) for value, label in Application.State.choices],
        "total": sum(counts.values()),
        "state": state if state in Application.State.values else "",
        "kinds": Shop.Kind.choices,
        "kind": kind,
        "words": words,
        "review_tab": "applications",
    }
    return TemplateResponse(request, "goods/review/applications.html", context)


def _found(kind: str, words: str) -> QuerySet[Application]:
    found = Application.objects.select_related("shop__picture", "by__picture")
    if kind in Shop.Kind.values:
        found = found.filter(shop__kind=kind)
    if words:
        found = found.filter(
            Q(shop__name__icontains=words)
            | Q(shop__handle__icontains=words)
            | Q(legal_name__icontains=words)
            | Q(registration__icontains=words)
            | Q(by__handle__icontains=words.removeprefix("@"))
        )
    return found


@operators_only
@require_GET
def application(request: Request, pk: int) -> HttpResponse:
    """One application: everything that was said, and what the shop would show."""
    return _page(request, _application(pk))


@operators_only
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer an application: `answer` is approved, returned or refused."""
    found = _application(pk)
    said = request.POST.get("answer", "")
    if said == Application.State.RETURNED:
        form = ReturnForm(request.POST)
        if not form.is_valid():
            return _page(request, found, return_form=form, status=422)
        return_application(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The application goes back to %(shop)s.") % {"shop": found.shop.name})
    elif said == Application.State.REFUSED:
        words = WordsForm(request.POST, auto_id=REFUSE_IDS)
        if not words.is_valid():
            return _page(request, found, refuse_form=words, status=422)
        refuse_application(found, by=request.user, words=words.cleaned_data["words"])
        messages.success(request, _("The application of %(shop)s is refused.") % {"shop": found.shop.name})
    else:
        approve_application(found, by=request.user)
        messages.success(request, _("%(shop)s is open.") % {"shop": found.shop.name})
    return redirect("goods:review")


@operators_only
@require_POST
def deposit(request: Request, pk: int) -> HttpResponse:
    """Mark the deposit as received."""
    found = _application(pk)
    receive_deposit(found, by=request.user)
    messages.success(request, _("The deposit is marked as received."))
    return redirect("goods:review-application", pk)


@operators_only
@require_GET
def document(request: Request, pk: int) -> HttpResponseBase:
    """One paper of an application."""
    return handed_out(get_object_or_404(ApplicationDocument, pk=pk))


@operators_only
@require_GET
def shops(request: Request) -> HttpResponse:
    """All shops, to be searched and filtered by state."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    found = Shop.objects.select_related("picture")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(handle__icontains=words))
    counts = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    if state in Shop.State.values:
        found = found.filter(state=state)
    context = {
        "page": Paginator(found.order_by("name", "pk"), ROWS).get_page(request.GET.get("page")),
        "states": [(value, label, counts.get(value, 0)) for value, label in Shop.State.choices],
        "total": sum(counts.values()),
        "state": state,
        "words": words,
        "review_tab": "shops",
    }
    return TemplateResponse(request, "goods/review/shops.html", context)


@operators_only
@require_GET
def shop(request: Request, handle: str) -> HttpResponse:
    """One shop: who runs it, and what was done to it."""
    return _shop_page(request, get_object_or_404(Shop.objects.select_related("picture", "application"), handle=handle))


@operators_only
@require_http_methods(["POST"])
def suspension(request: Request, handle: str) -> HttpResponse:
    """Suspend a shop, in words; with `_method=delete` let it go on."""
    found = get_object_or_404(Shop.objects.select_related("picture", "application"), handle=handle)
    if is_removal(request):
        lift_suspension(found, by=request.user)
        messages.success(request, _("%(shop)s is open again.") % {"shop": found.name})
        return redirect("goods:review-shop", handle)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _shop_page(request, found, form=form, status=422)
    suspend_shop(found, by=request.user, reason=form.cleaned_data["words"])
    messages.success(request, _("%(shop)s is suspended.") % {"shop": found.name})
    return redirect("goods:review-shop", handle)


def _application(pk: int) -> Application:
    found = Application.objects.select_related("shop__picture", "shop__cover", "by__picture", "answered_by")
    return get_object_or_404(found, pk=pk)


def _page(
    request: Request,
    found: Application,
    *,
    return_form: ReturnForm | None = None,
    refuse_form: WordsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    goods = Product.objects.filter(shop=found.shop).exclude(status=Product.Status.ARCHIVED)
    form = AnswersForm(application=found)
    answers = [
        (field.label, country_name(found.country) if field.name == "country" else getattr(found, field.name))
        for field in form
        if field.name != "kind"
    ]
    context = {
        "application": found,
        "shop": found.shop,
        "said": answers,
        "documents": list(found.documents.all()),
        "missing_documents": [ApplicationDocument.Kind(kind).label for kind in missing_documents(found)],
        "products": list(goods.select_related("cover").order_by("-pk")[:DRAFTS]),
        "product_count": goods.count(),
        "checklist": checklist_of(found.shop, found),
        "answers": list(found.answers.select_related("by")),
        "return_form": return_form or ReturnForm(),
        "refuse_form": refuse_form or WordsForm(auto_id=REFUSE_IDS),
        "review_tab": "applications",
    }
    return TemplateResponse(request, "goods/review/application.html", context, status=status)


def _shop_page(request: Request, found: Shop, *, form: WordsForm | None = None, status: int = 200) -> HttpResponse:
    entries = TrailEntry.objects.filter(shop=found).select_related("by").order_by("-pk")[:LATEST]
    context = {
        "shop": found,
        "application": getattr(found, "application", None),
        "seats": found.seats.select_related("person__picture").order_by("pk"),
        "latest": [Told.of(entry) for entry in entries],
        "form": form or WordsForm(),
        "review_tab": "shops",
    }
    return TemplateResponse(request, "goods/review/shop.html", context, status=status)
