"""Where pages say what led somebody to a product."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from meadow.plumbing.limits import limit_writes
from meadow.trade.arrivals import note_arrival


@require_POST
def touches(request: HttpRequest) -> HttpResponse:
    """Somebody came to a `product` through a `note`, a live `room`, or an item of a buyer's selection (`via`).

    The page sends it by itself, once it is open. What says nothing, or nothing that they may see, is answered alike.
    """
    limit_writes(request, "touches", times=120)
    note_arrival(request)
    return HttpResponse(status=204)
