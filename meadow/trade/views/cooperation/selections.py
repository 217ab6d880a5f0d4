"""Buyers' selections: everybody reads them, and their buyers lay them out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.selections import arrange_selection, put_words, select_product, unselect
from meadow.trade.centre import agreed_on
from meadow.trade.forms.cooperation import WordsForm
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.selections import MOST_SELECTED, SelectionItem
from meadow.trade.views.cooperation.doors import buyers_only

ROWS = 24


@require_GET
@kept_for_guests
def selection(request: HttpRequest, handle: str) -> HttpResponse:
    """What one buyer recommends, in their order and words; it says where they earn by it."""
    reader = visitor(request)
    seen = Person.objects.visible_to(reader).as_seen_by(reader).for_profile()
    person = get_object_or_404(seen, handle=handle, is_buyer=True)
    shown = SelectionItem.objects.filter(buyer=person, product__in=Product.objects.on_sale())
    page = leaf(
        shown.select_related("product__shop", "product__cover"),
        by="position",
        after=request.GET.get("after"),
        limit=ROWS,
    )
    live = Agreement.objects.live().filter(buyer=person, product__in=[item.product_id for item in page.rows])
    earning = set(live.values_list("product", flat=True))
    context = {
        "person": person,
        "tab": "selection",
        "profession": Buyer.objects.filter(person=person).first(),
        "items": [(item, item.product_id in earning) for item in page.rows],
        "next_url": f"?after={page.after}" if page.after else "",
    }
    part = "#rows" if request.headers.get("HX-Request") else ""
    return TemplateResponse(request, f"trade/selection.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@buyers_only
@never_cache
def own(request: Request) -> HttpResponse:
    """One's own selection: to POST, the order in which it was laid out (`item`), or one to take out (`remove`)."""
    if request.method == "POST":
        limit_writes(request, "selection", times=120)
        if gone := request.POST.get("remove", ""):
            unselect(get_object_or_404(SelectionItem, pk=_key(gone), buyer=request.user))
        else:
            arrange_selection([_key(pk) for pk in request.POST.getlist("item")], by=request.user)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204)
        return redirect("trade:buying-selection")
    mine = SelectionItem.objects.filter(buyer=request.user).select_related("product__shop", "product__cover")
    items = list(mine.order_by("position", "pk"))
    agreements = agreed_on(request.user, [item.product_id for item in items])
    shown = Product.objects.on_sale().filter(pk__in=[item.product_id for item in items])
    on_sale = set(shown.values_list("pk", flat=True))
    context = {
        "items": [(item, agreements.get(item.product_id), item.product_id in on_sale) for item in items],
        "most": MOST_SELECTED,
        "buying_tab": "selection",
    }
    return TemplateResponse(request, "trade/buying/selection.html", context)


@require_POST
@buyers_only
@idempotent("buying-select")
def product(request: Request, pk: int) -> HttpResponse:
    """Put a product into one's selection, say something else of it, or (`_method=delete`) take it out."""
    limit_writes(request, "selection", times=120)
    item = SelectionItem.objects.filter(buyer=request.user, product=pk).first()
    form = WordsForm(request.POST)
    if is_removal(request):
        if item is None:
            raise Http404
        unselect(item)
        messages.success(request, _("Taken out of your selection."))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for wrong in form.errors.values() for error in wrong))
    elif item is not None:
        put_words(item, form.cleaned_data["words"])
        messages.success(request, _("Saved."))
    else:
        found = get_object_or_404(Product.objects.on_sale(), pk=pk)
        select_product(found, by=request.user, words=form.cleaned_data["words"])
        messages.success(request, _("It is in your selection."))
    if request.POST.get("back") == "selection":
        return redirect("trade:buying-selection")
    return redirect("trade:centre-product", pk)


def _key(typed: str) -> int:
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 18:
        raise Http404
    return int(typed)
