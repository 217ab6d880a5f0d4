"""Opening a shop: the road, the basics, and the application with its papers and its contract."""

from typing import Any

from django.conf import settings as platform
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.actions.applications import accept_contract, answer_questions, begin_shop, hand_in_application
from meadow.goods.actions.documents import add_document, remove_document
from meadow.goods.checklist import checklist_of, missing_documents
from meadow.goods.desks import seat_or_404
from meadow.goods.forms.opening import AnswersForm, BeginForm, DocumentForm
from meadow.goods.handles import propose_handle, why_not
from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.shops import Seat, Shop, handle_rule
from meadow.goods.papers import media_type
from meadow.goods.refusals import DocumentRefused, DocumentTooLarge, HandleTaken
from meadow.goods.terms import operators_decide, terms_of
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes

OWNER = Seat.Role.OWNER
DOCUMENT_IDS = "document_%s"  # the form stands beside the answers, which have a kind too
ROADS = (Application.Road.NEW, Application.Road.MOVING)  # the third begins among one's notes


@login_required
@require_GET
def roads(request: Request) -> HttpResponse:
    """The three ways in."""
    return TemplateResponse(request, "goods/opening/roads.html", {})


@login_required
@require_http_methods(["GET", "POST"])
def basics(request: Request, road: str) -> HttpResponse:
    """Name, address and kind: enough to begin."""
    if road not in ROADS:
        raise Http404
    form = BeginForm(request.POST or None)
    if request.method == "POST":
        limit_writes(request, "open-shop", times=10, seconds=3600)
        if form.is_valid():
            try:
                shop = begin_shop(Shop(**form.cleaned_data), by=request.user, road=Application.Road(road))
            except HandleTaken as refused:
                form.add_error("handle", str(refused))
            else:
                return redirect(_way_on(shop, road))
    kinds = [(choice, terms_of(str(choice.data["value"]))) for choice in form["kind"]]
    context = {"form": form, "road": road, "kinds": kinds, "operators_decide": operators_decide()}
    return TemplateResponse(request, "goods/opening/basics.html", context, status=422 if form.errors else 200)


def _way_on(shop: Shop, road: str) -> str:
    """Where the road leads after the basics: those who move in bring their catalogue first."""
    if road == Application.Road.MOVING:
        try:
            return reverse("moving:import-new", args=[shop.handle])
        except NoReverseMatch:
            pass
    return reverse("goods:desk-home", args=[shop.handle])


@login_required
@require_GET
def proposed_handle(request: Request) -> HttpResponse:
    """The field with a handle proposed for the name; nothing when a handle has been typed already."""
    limit_writes(request, "shop-handle")
    name = request.GET.get("name", "")[:80].strip()
    if request.GET.get("handle") or not name:
        return HttpResponse(status=204)
    form = BeginForm(initial={"handle": propose_handle(name)})
    return HttpResponse(str(form["handle"]))


@login_required
@require_GET
def checked_handle(request: Request) -> HttpResponse:
    """Whether the handle that is being typed can be had, in a few words."""
    limit_writes(request, "shop-handle", times=120)
    handle = request.GET.get("handle", "")[:60]
    if not handle:
        return HttpResponse("")
    if not handle_rule.regex.search(handle):  # type: ignore[union-attr]  # compiled by then
        return HttpResponse(format_html('<span class="error">{}</span>', handle_rule.message))
    own = Shop.objects.run_by(request.user).filter(former_handles__handle=handle).first()
    if problem := why_not(handle, shop=own):
        return HttpResponse(format_html('<span class="error">{}</span>', problem))
    return HttpResponse(format_html('<span class="good">{}</span>', _("“%(handle)s” is free.") % {"handle": handle}))


# -- the application ------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def application(request: Request, handle: str) -> HttpResponse:
    """Who stands behind the shop; papers, costs, and handing in."""
    seat, found = _application(request, handle)
    form = AnswersForm(request.POST or None, application=found)
    if request.method == "POST":
        limit_writes(request, "desk")
        if form.is_valid():
            kind = Shop.Kind(form.cleaned_data["kind"])
            answer_questions(seat.shop, by=request.user, kind=kind, answers=form.answers())
            messages.success(request, _("Your answers are kept."))
            return redirect("goods:desk-opening", handle)
    return _page(request, seat, found, form=form, status=422 if form.errors else 200)


@login_required
@require_POST
def documents(request: Request, handle: str) -> HttpResponse:
    """Add a paper."""
    seat, found = _application(request, handle)
    limit_writes(request, "documents", times=30, seconds=600)
    form = DocumentForm(request.POST, request.FILES, auto_id=DOCUMENT_IDS)
    if form.is_valid():
        try:
            add_document(seat.shop, form.cleaned_data["file"], kind=form.cleaned_data["kind"], by=request.user)
        except (DocumentRefused, DocumentTooLarge) as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("The document is added."))
            return redirect(reverse("goods:desk-opening", args=[handle]) + "#documents")
    return _page(request, seat, found, document_form=form, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def document(request: Request, handle: str, pk: int) -> HttpResponseBase:
    """One paper: read it, or (`_method=delete`) take it away."""
    _seat, found = _application(request, handle)
    paper = get_object_or_404(found.documents.select_related("application__shop"), pk=pk)
    if request.method == "GET":
        return handed_out(paper)
    if not is_removal(request):
        raise Http404
    limit_writes(request, "desk")
    remove_document(paper, by=request.user)
    messages.success(request, _("The document is taken away."))
    return redirect(reverse("goods:desk-opening", args=[handle]) + "#documents")


def handed_out(paper: ApplicationDocument) -> FileResponse:
    """A paper as a download that no browser opens as a page, whatever it holds."""
    response = FileResponse(
        paper.file.open("rb"), as_attachment=True, filename=paper.name, content_type=media_type(paper.file.name or "")
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def contract(request: Request, handle: str) -> HttpResponse:
    """The contract of now, to be read and accepted."""
    seat, found = _application(request, handle)
    if request.method == "POST":
        limit_writes(request, "desk")
        accept_contract(seat.shop, by=request.user, version=request.POST.get("version", "")[:20])
        messages.success(request, _("You have accepted the contract."))
        return redirect("goods:desk-home", handle)
    version = platform.MEADOW_CONTRACT_VERSION
    context = {
        "version": version,
        "text": _contract(version),
        "is_accepted": found.contract_version == version,
        "terms": terms_of(seat.shop.kind),
        **_frame(seat, found),
    }
    return TemplateResponse(request, "goods/opening/contract.html", context)


def _contract(version: str) -> str:
    """The template of the contract in the reader's language, or in English where there is none in it."""
    for language in (get_language() or "en", "en"):
        name = f"goods/contracts/{version}/{language}.html"
        try:
            get_template(name)
        except TemplateDoesNotExist:
            continue
        return name
    raise TemplateDoesNotExist(f"goods/contracts/{version}/en.html")


@login_required
@require_POST
def handing_in(request: Request, handle: str) -> HttpResponse:
    """Hand the application in."""
    seat, _found = _application(request, handle)
    limit_writes(request, "desk")
    handed = hand_in_application(seat.shop, by=request.user)
    if handed.state == Application.State.APPROVED:
        messages.success(request, _("Your shop is open."))
    else:
        messages.success(request, _("Your application is handed in. The answer comes by e-mail."))
    return redirect("goods:desk-home", handle)


def _application(request: Request, handle: str) -> tuple[Seat, Application]:
    """The owner's seat and the application; a shop that was opened without one has none to show."""
    seat = seat_or_404(request.user, handle, OWNER)
    found: Application | None = getattr(seat.shop, "application", None)
    if found is None:
        raise Http404
    return seat, found


def _frame(seat: Seat, found: Application) -> dict[str, Any]:
    return {"shop": seat.shop, "seat": seat, "application": found, "desk_tab": "home"}


def _page(
    request: Request,
    seat: Seat,
    found: Application,
    *,
    form: AnswersForm | None = None,
    document_form: DocumentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    missing = missing_documents(found)
    wanted = missing[0] if missing else ApplicationDocument.Kind.OTHER
    context = {
        "form": form or AnswersForm(application=found),
        "document_form": document_form or DocumentForm(initial={"kind": wanted}, auto_id=DOCUMENT_IDS),
        "documents": list(found.documents.all()),
        "missing_documents": [ApplicationDocument.Kind(kind).label for kind in missing],
        "terms": terms_of(seat.shop.kind),
        "checklist": checklist_of(seat.shop, found),
        "answers": list(found.answers.select_related("by")),
        "operators_decide": operators_decide(),
        **_frame(seat, found),
    }
    return TemplateResponse(request, "goods/opening/application.html", context, status=status)
