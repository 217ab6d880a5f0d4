"""The page of one import: what was seen, what it will look like, how far it is, what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.shops import Seat
from meadow.moving.actions.importing.carrying import go_on_with_import, start_import, stop_import
from meadow.moving.actions.importing.fetching import fetch_again
from meadow.moving.actions.importing.looking import look_again, settle_mapping, settled
from meadow.moving.actions.importing.undoing import undo_import
from meadow.moving.actions.importing.uploads import discard_import, imported_before
from meadow.moving.forms.imports import OptionsForm
from meadow.moving.importing.catalogue import first_seen, mapping_of
from meadow.moving.importing.kinds import Looked
from meadow.moving.importing.preview import cards, preview_of
from meadow.moving.importing.progress import photos_of, progress_of
from meadow.moving.importing.rows_back import message_of
from meadow.moving.models.imports import Import, ImportPhoto
from meadow.moving.views.imports.columns import columns_of, in_row
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.problems import in_words

SHOWN_PROBLEMS = 8


def found(request: Request, handle: str, pk: int) -> tuple[Seat, Import]:
    """The visitor's seat in the shop, and this import of it; 404 for everybody else."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    imports = Import.objects.visible_to(request.user).filter(shop=seat.shop).select_related("shop", "by")
    if seat.role != Seat.Role.OWNER:
        imports = imports.filter(what=Import.What.CATALOGUE)  # orders and customers are for owners to bring
    return seat, get_object_or_404(imports, pk=pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: Request, handle: str, pk: int) -> HttpResponse:
    """One import; with `_method=delete` throw away a file that was never imported."""
    seat, an_import = found(request, handle, pk)
    if request.method == "POST":
        if is_removal(request):
            limit_writes(request, "desk")
            discard_import(an_import)
            messages.success(request, _("The file is thrown away. Nothing was imported."))
        return redirect("moving:imports", handle)
    template = "moving/import.html#state" if request.headers.get("HX-Request") else "moving/import.html"
    return TemplateResponse(request, template, context_of(seat, an_import))


def context_of(seat: Seat, an_import: Import, form: OptionsForm | None = None) -> dict[str, Any]:
    """What the page of an import shows, which depends on how far it is."""
    looked = Looked.of(an_import)
    is_open = an_import.state == Import.State.UPLOADED
    context: dict[str, Any] = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "products",
        "import": an_import,
        "looked": looked,
        "is_looking": is_open and looked is None,
        "counts": an_import.counts,
    }
    if is_open and looked:
        context["before"] = imported_before(an_import)
        context["refused"] = _(looked.refused) % looked.params if looked.refused else ""
        context["form"] = form or OptionsForm(initial=an_import.options)
        if looked.is_table:
            context |= mapping_context(an_import, looked)
        elif not looked.refused:
            context["cards"] = cards(first_seen(looked), shop=seat.shop)
    elif not is_open:
        context |= _report(an_import)
        if an_import.is_trial and not an_import.is_going:
            context["form"] = form or OptionsForm(initial=an_import.options)
    return context


def mapping_context(an_import: Import, looked: Looked) -> dict[str, Any]:
    mapping = mapping_of(an_import)
    if mapping is None:
        return {}
    preview = preview_of(looked, mapping, name=an_import.name, shop=an_import.shop)
    return {
        "mapping": mapping,
        "columns": columns_of(mapping, looked, preview),
        "cards": preview.cards,
        "mapping_refused": [in_words(error) for error in preview.refused],
        "row_problems": [in_row(problem) for problem in preview.problems if not problem.column],
    }


def _report(an_import: Import) -> dict[str, Any]:
    photos = photos_of(an_import)
    problems = list(an_import.problems.order_by("severity", "row", "pk")[:SHOWN_PROBLEMS])
    left = an_import.changes.filter(was_left=True, product__isnull=False).select_related("product")
    return {
        "progress": progress_of(an_import) if an_import.is_going else None,
        "photos": photos,
        "polls": an_import.is_going or bool(photos.waiting),
        "problems": [(problem, message_of(problem)) for problem in problems],
        "left": list(left[:100]) if an_import.state == Import.State.UNDONE else [],
    }


@login_required
@require_POST
def mapping(request: Request, handle: str, pk: int) -> HttpResponse:
    """Settle what the columns mean; answered with the columns again and the first products as they will look."""
    seat, an_import = found(request, handle, pk)
    limit_writes(request, "mapping", times=600, seconds=600)
    before = mapping_of(an_import)
    looked = Looked.of(an_import)
    if before is None or looked is None:
        return redirect(an_import)
    try:
        an_import = settle_mapping(an_import, settled(before, request.POST.dict()))
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect(an_import)
    if not request.headers.get("HX-Request"):
        return redirect("moving:import", handle, pk)
    an_import.shop = seat.shop
    context = {"shop": seat.shop, "seat": seat, "import": an_import, "looked": looked}
    return TemplateResponse(request, "moving/import_mapping.html", context | mapping_context(an_import, looked))


@login_required
@require_POST
def look(request: Request, handle: str, pk: int) -> HttpResponse:
    """Look again: at another sheet, or with or without titles in the first row."""
    _seat, an_import = found(request, handle, pk)
    limit_writes(request, "desk")
    titles = {"yes": True, "no": False}.get(request.POST.get("has_titles", ""))
    look_again(an_import, sheet=request.POST.get("sheet", "")[:100], has_titles=titles)
    return redirect("moving:import", handle, pk)


@login_required
@require_POST
def run(request: Request, handle: str, pk: int) -> HttpResponse:
    """Begin the import, or (`trial`) a trial of it, or (`go_on`) go on with it; with `_method=delete` stop it."""
    seat, an_import = found(request, handle, pk)
    limit_writes(request, "desk")
    if is_removal(request):
        stop_import(an_import, by=request.user)
    elif "go_on" in request.POST:
        go_on_with_import(an_import, by=request.user)
    else:
        form = OptionsForm(request.POST)
        if not form.is_valid():
            return TemplateResponse(request, "moving/import.html", context_of(seat, an_import, form), status=422)
        try:
            start_import(an_import, by=request.user, trial="trial" in request.POST, options=form.options)
        except BadInput as error:
            messages.error(request, in_words(error))
    return redirect("moving:import", handle, pk)


@login_required
@require_POST
def undoing(request: Request, handle: str, pk: int) -> HttpResponse:
    """Take back everything that the import did."""
    _seat, an_import = found(request, handle, pk)
    limit_writes(request, "desk")
    undo_import(an_import, by=request.user)
    return redirect("moving:import", handle, pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def photos(request: Request, handle: str, pk: int) -> HttpResponse:
    """The photos that did not come, and why; posted, all of them are fetched once more."""
    seat, an_import = found(request, handle, pk)
    if request.method == "POST":
        limit_writes(request, "desk")
        fetch_again(an_import, by=request.user)
        return redirect("moving:import", handle, pk)
    failed = an_import.pictures.filter(state=ImportPhoto.State.FAILED).select_related("product").order_by("pk")[:200]
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "products",
        "import": an_import,
        "failed": [
            (photo, _(photo.params.get("message", "")) % photo.params if photo.params else "") for photo in failed
        ],
    }
    return TemplateResponse(request, "moving/import_photos.html", context)
