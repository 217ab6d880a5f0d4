"""One's own data: taking all of it along, and leaving for good."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meadow.moving.actions.erasing import ask_to_be_erased, refuse_to_erase, stay
from meadow.moving.actions.exporting import ask_for_own_export
from meadow.moving.models.exports import Erasure, Export
from meadow.moving.refusals import NotTheirHandle
from meadow.moving.views.archives import handed_over
from meadow.people.lately import signed_in_lately
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.trade.models.orders import Order
from meadow.venue.notes.models.notes import Note

SHOWN = 10


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def leaving(request: Request) -> HttpResponse:
    """The visitor's archives, to ask for one more, and the way out."""
    if request.method == "POST":
        limit_writes(request, "export", times=20, seconds=600)
        ask_for_own_export(request.user)
        messages.success(request, _("The archive is being made. You get a letter when it is ready."))
        return redirect("moving:leaving")
    exports = list(Export.objects.filter(by=request.user, shop=None).order_by("-pk")[:SHOWN])
    context = {
        "exports": exports,
        "is_going": any(export.is_going for export in exports),
        "erasure": Erasure.objects.filter(person=request.user).first(),
    }
    template = "moving/leaving.html#list" if request.headers.get("HX-Request") else "moving/leaving.html"
    return TemplateResponse(request, template, context)


@login_required
@require_GET
@signed_in_lately
def archive(request: Request, pk: int) -> FileResponse:
    """One archive of the visitor's own data, as a download."""
    export = get_object_or_404(Export.objects.visible_to(request.user), shop=None, pk=pk)
    return handed_over(export, f"{request.user.handle}-{export.asked_at:%Y-%m-%d}.zip")


@login_required
@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def erasure(request: Request) -> HttpResponse:
    """What leaving takes away and what stays, the wish to leave, and (`_method=delete`) taking it back."""
    if is_removal(request):
        if stay(request.user):
            messages.success(request, _("You stay. Nothing was erased."))
        return redirect("moving:leaving")
    return _farewell(request)


@signed_in_lately
def _farewell(request: Request) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        limit_writes(request, "erasure", times=10, seconds=3600)
        try:
            ask_to_be_erased(request.user, handle=request.POST.get("handle", ""))
        except NotTheirHandle as refused:
            wrong = str(refused)
        else:
            return redirect("moving:leaving")
    context = {
        "what": _what_goes(request.user),
        "hindrance": _hindrance(request.user),
        "wrong": wrong,
        "erase_days": settings.MEADOW_ERASURE_DAYS,
        "erase_years": settings.MEADOW_INVOICE_YEARS,
    }
    return TemplateResponse(request, "moving/farewell.html", context, status=422 if wrong else 200)


def _what_goes(person: Person) -> dict[str, int]:
    """How much there is of what is erased, and of what stays."""
    notes = Note.objects.filter(author=person).aggregate(notes=Count("pk"), published=Count("pk", Q(state="published")))
    orders = Order.objects.filter(member=person).aggregate(
        orders=Count("pk"), on_the_way=Count("pk", Q(state__in=[Order.State.PAID, Order.State.SENT]))
    )
    owned = {name: getattr(person, name).count() for name in ("photos", "comments", "likes", "addresses")}
    return {**notes, **orders, **owned}


def _hindrance(person: Person) -> str:
    try:
        refuse_to_erase(person)
    except Refusal as refusal:
        return str(refusal)
    return ""
