"""The desk's page of a product's past prices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.products import PriceChange, Product
from meadow.people.visitors import Request

MOST = 500


@login_required
@require_GET
def prices(request: Request, handle: str, pk: int) -> HttpResponse:
    """What every variant cost when, and the lowest price that the law wants named beside a reduced one."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    product = get_object_or_404(Product.objects.filter(shop=seat.shop), pk=pk)
    variants = list(product.variants.filter(is_active=True))
    lowest = PriceChange.objects.lowest_before_reductions([variant.pk for variant in variants])
    changes = PriceChange.objects.filter(variant__product=product).select_related("variant").order_by("-at", "-pk")
    context = {
        "product": product,
        "variants": [(variant, lowest.get(variant.pk)) for variant in variants],
        "changes": changes[:MOST],
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "products",
    }
    return TemplateResponse(request, "goods/prices.html", context)
