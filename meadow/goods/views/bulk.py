"""Changing many products at once: choosing what to do, looking at what would come of it, and following it."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.actions.bulk.edits import begin_edit, run_edit, take_back
from meadow.goods.bulk_jobs import carry_on_edit
from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.forms.bulk import TermsForm
from meadow.goods.models.bulk import BulkEdit, BulkEditItem
from meadow.goods.models.products import Product, ProductQuerySet, Variant
from meadow.goods.models.shops import Seat
from meadow.goods.refusals import NothingChosen
from meadow.goods.views.lists import MOST_COUNTED, category_paths, counted, frame
from meadow.goods.wanted import Wanted
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes

MOST_AT_ONCE = 200
"""So many products are changed while one waits; more are left to a worker."""
MOST_CHOSEN = 10_000
SHOWN = 20


@login_required
@require_POST
def bulk(request: Request, handle: str) -> HttpResponse:
    """What to do with the chosen products: asks for what the verb needs, shows what would come of it, begins it."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    if request.POST.get("verb") not in BulkEdit.Verb.values:
        raise Http404
    verb = BulkEdit.Verb(request.POST["verb"])
    found = _chosen(request.POST, seat)
    count = counted(found)
    if not count:
        raise NothingChosen
    step = request.POST.get("step", "")
    form = TermsForm(request.POST if step else None, shop=seat.shop, verb=verb, categories=_categories(verb))
    if step and form.is_valid() and step == "begin":
        limit_writes(request, "desk")
        edit = begin_edit(seat.shop, found, verb=verb, terms=form.terms(), by=request.user)
        _get_going(edit)
        return redirect("goods:desk-bulk-edit", handle, edit.pk)
    context = {
        "form": form,
        "verb": verb,
        "count": count,
        "most_counted": MOST_COUNTED,
        "chosen": _keys_in_words(request.POST),
        "everything": "all" in request.POST,
        "wanted": request.POST.get("wanted", ""),
        "preview": _preview(found, form, seat) if step and form.is_valid() and verb == BulkEdit.Verb.REPRICE else None,
        "titles": found.order_by("title", "pk").values_list("title", flat=True)[:SHOWN],
        **frame(seat),
    }
    return TemplateResponse(request, "goods/bulk.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def edit(request: Request, handle: str, pk: int) -> HttpResponse:
    """How far a change has come, and what it could not do."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    known = get_object_or_404(BulkEdit.objects.filter(shop=seat.shop).select_related("by"), pk=pk)
    refused: QuerySet[BulkEditItem] = known.items.exclude(refusal="").select_related("product").order_by("product")
    context = {"edit": known, "refused": refused[:SHOWN] if known.refused else (), **frame(seat)}
    template = "goods/bulk_edit.html#progress" if request.headers.get("HX-Request") else "goods/bulk_edit.html"
    return TemplateResponse(request, template, context)


@login_required
@require_POST
def undoing(request: Request, handle: str, pk: int) -> HttpResponse:
    """Take a change back."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    limit_writes(request, "desk")
    known = take_back(get_object_or_404(BulkEdit.objects.filter(shop=seat.shop), pk=pk))
    _get_going(known)
    return redirect("goods:desk-bulk-edit", handle, pk)


def _get_going(edit: BulkEdit) -> None:
    if edit.total <= MOST_AT_ONCE:
        run_edit(edit.pk)
    else:
        carry_on_edit.configure(queueing_lock=f"bulk-edit-{edit.pk}").defer(edit=edit.pk)


def _chosen(said: QueryDict, seat: Seat) -> ProductQuerySet:
    """All that fit what the list was narrowed down to, or those that were ticked."""
    if "all" in said:
        return Wanted.read(QueryDict(said.get("wanted", "")).dict()).found(seat.shop)
    return Product.objects.filter(shop=seat.shop, pk__in=_keys(said))


def _keys(said: QueryDict) -> list[int]:
    words = [*said.getlist("product"), *said.get("chosen", "").split(",")]
    keys = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19]
    return sorted(set(keys))[:MOST_CHOSEN]


def _keys_in_words(said: QueryDict) -> str:
    return "" if "all" in said else ",".join(map(str, _keys(said)))


def _categories(verb: BulkEdit.Verb) -> list[tuple[int, str]]:
    return category_paths() if verb == BulkEdit.Verb.CATEGORISE else []


def _preview(found: ProductQuerySet, form: TermsForm, seat: Seat) -> list[dict[str, object]]:
    """What the first prices would become."""
    repricing, currency = form.repricing(), seat.shop.currency
    products = found.order_by("title", "pk").values("pk")[:SHOWN]
    variants = Variant.objects.filter(product__in=products, is_active=True).select_related("product")
    return [
        {
            "variant": variant,
            "new": (new := repricing.price(variant.price, currency)),
            "before": repricing.before(variant.price, variant.compare_at, new),
            "is_wrong": new <= 0,
        }
        for variant in variants.order_by("product__title", "product", "position", "pk")[: SHOWN * 2]
    ]
