"""The manager's desk of plans: writing them, choosing what they are about, starting, ending, and inviting buyers."""

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.finding import ProductWords
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.agreements import invite_buyer
from meadow.trade.actions.plans import PlanContent, change_plan, end_plan, launch_plan, make_plan
from meadow.trade.forms.cooperation import GoodsForm, InviteForm, PlanForm
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Plan
from meadow.trade.standing import standings

MOST_FOUND = 20
ENDED = 50


@require_GET
@login_required
@never_cache
def plans(request: Request, handle: str) -> HttpResponse:
    """The shop's plans: those that run and drafts, then those that ended."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    found = seat.shop.plans.annotate(running=Count("agreements", filter=Q(agreements__state=Agreement.State.ACTIVE)))
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "plans",
        "plans": list(found.exclude(state=Plan.State.ENDED).order_by("state", "-pk")),
        "ended": list(found.filter(state=Plan.State.ENDED).order_by("-ended_at")[:ENDED]),
    }
    return TemplateResponse(request, "trade/desk_plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent("desk-plan-new")
def new(request: Request, handle: str) -> HttpResponse:
    """Write a plan; what it is about is chosen next."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    kind = request.GET.get("kind", "")
    blank = Plan(shop=seat.shop, kind=kind if kind in Plan.Kind.values else Plan.Kind.OPEN)
    form = PlanForm(request.POST if request.method == "POST" else None, instance=blank, shop=seat.shop)
    if request.method == "POST":
        limit_writes(request, "cooperation", times=120)
        if form.is_valid():
            plan = make_plan(seat.shop, form.content(None), by=request.user)
            messages.success(request, _("Saved as a draft. Look it over and start it."))
            return redirect("trade:desk-plan", handle, plan.pk)
    return _page(request, seat, None, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def plan(request: Request, handle: str, pk: int) -> HttpResponse:
    """One plan: its terms, what it is about, and for a targeted one who is invited."""
    seat, found = _plan(request, handle, pk)
    if request.method == "POST":
        limit_writes(request, "cooperation", times=120)
        form = PlanForm(request.POST, instance=found, shop=seat.shop)
        if not form.is_valid():
            return _page(request, seat, found, form, status=422)
        change_plan(found, form.content(found), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("trade:desk-plan", handle, pk)
    return _page(request, seat, found, PlanForm(instance=found, shop=seat.shop))


@require_POST
@login_required
@idempotent("desk-plan-launch")
def launch(request: Request, handle: str, pk: int) -> HttpResponse:
    """Start the plan, or (`_method=delete`) end it."""
    _seat, found = _plan(request, handle, pk)
    limit_writes(request, "cooperation", times=120)
    if is_removal(request):
        end_plan(found, by=request.user)
        messages.success(request, _("The plan has ended. Who sells under it goes on until the notice is over."))
    else:
        launch_plan(found, by=request.user)
        messages.success(request, _("The plan runs."))
    return redirect("trade:desk-plan", handle, pk)


@require_POST
@login_required
def goods(request: Request, handle: str, pk: int) -> HttpResponse:
    """What the plan is about: everything, or collections."""
    _seat, found = _plan(request, handle, pk)
    limit_writes(request, "cooperation", times=120)
    form = GoodsForm(request.POST, plan=found)
    if form.is_valid():
        typed = form.cleaned_data
        content = replace(content_of(found), whole_shop=typed["whole_shop"], collections=list(typed["collections"]))
        change_plan(found, content, by=request.user)
        messages.success(request, _("Saved."))
    return redirect("trade:desk-plan", handle, pk)


@require_POST
@login_required
def product(request: Request, handle: str, pk: int) -> HttpResponse:
    """Name one `product` more, or (`_method=delete`) one less."""
    seat, found = _plan(request, handle, pk)
    limit_writes(request, "cooperation", times=120)
    typed = request.POST.get("product", "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 18:
        raise Http404
    named = get_object_or_404(Product, pk=typed, shop=seat.shop)
    kept = [one for one in found.products.all() if one != named]
    products = kept if is_removal(request) else [*kept, named]
    change_plan(found, replace(content_of(found), whole_shop=False, products=products), by=request.user)
    return redirect(f"{request.path.removesuffix('products/')}#goods")


@require_POST
@login_required
@idempotent("desk-plan-invitation")
def invitation(request: Request, handle: str, pk: int) -> HttpResponse:
    """Invite a buyer to everything that the plan is about."""
    seat, found = _plan(request, handle, pk)
    limit_writes(request, "cooperation", times=60)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, found, PlanForm(instance=found, shop=seat.shop), invite=form, status=422)
    buyer = form.cleaned_data["handle"]
    invitations = invite_buyer(found, buyer, by=request.user, words=form.cleaned_data["words"])
    said = ngettext(
        "@%(handle)s is invited to %(number)s product.",
        "@%(handle)s is invited to %(number)s products.",
        len(invitations),
    )
    messages.success(request, said % {"handle": buyer.handle, "number": len(invitations)})
    return redirect("trade:desk-plan", handle, pk)


def content_of(plan: Plan) -> PlanContent:
    """All that was decided about a plan."""
    return PlanContent(
        kind=plan.kind,
        name=plan.name,
        terms=plan.terms,
        words=plan.words,
        needs_approval=plan.needs_approval,
        deadline_days=plan.deadline_days,
        sample=plan.sample,
        samples=plan.samples,
        room_off=plan.room_off,
        whole_shop=plan.whole_shop,
        products=list(plan.products.all()),
        collections=list(plan.collections.all()),
        begins_at=plan.begins_at,
        ends_at=plan.ends_at,
    )


def _plan(request: Request, handle: str, pk: int) -> tuple[Seat, Plan]:
    seat = seat_or_404(request.user, handle, *KEEPERS)
    found = get_object_or_404(Plan.objects.filter(shop=seat.shop), pk=pk)
    found.shop = seat.shop
    return seat, found


def _page(
    request: Request,
    seat: Seat,
    plan: Plan | None,
    form: PlanForm,
    *,
    invite: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "plans",
        "plan": plan,
        "form": form,
        "notice_days": settings.MEADOW_RATE_NOTICE_DAYS,
    }
    if plan is not None:
        words = request.GET.get("q", "").strip()[:80]
        named = list(plan.products.select_related("cover").order_by("title", "pk"))
        found = Product.objects.filter(shop=seat.shop).exclude(status=Product.Status.ARCHIVED)
        if words:
            found = found.filter(pk__in=ProductWords.objects.saying(words).values("product"))
        found = found.exclude(pk__in=[one.pk for one in named]).select_related("cover").order_by("-pk")
        context |= {
            "goods_form": GoodsForm(plan=plan),
            "named": named,
            "found": list(found[:MOST_FOUND]),
            "q": words,
            "covered": plan.offers.count() if plan.kind != Plan.Kind.TARGETED else None,
            "running": plan.agreements.filter(state=Agreement.State.ACTIVE).count(),
        }
        if plan.kind == Plan.Kind.TARGETED:
            context |= _invited(plan) | {"invite": invite or InviteForm()}
    return TemplateResponse(request, "trade/desk_plan.html", context, status=status)


def _invited(plan: Plan) -> dict[str, object]:
    """The buyers of a targeted plan, each with how many products they sell and how many they have not answered."""
    rows = list(
        plan.agreements.values("buyer", "buyer__name", "buyer__handle")
        .annotate(
            open=Count("pk", filter=Q(state=Agreement.State.INVITED)),
            running=Count("pk", filter=Q(state=Agreement.State.ACTIVE)),
            declined=Count("pk", filter=Q(state=Agreement.State.DECLINED)),
        )
        .order_by("buyer__name", "buyer")[:200]
    )
    numbers = standings(row["buyer"] for row in rows)
    return {"invited": [(row, numbers[row["buyer"]]) for row in rows]}
