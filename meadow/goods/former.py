"""Where addresses of shops lead that were theirs before: to the same page under the shop's handle of now."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from meadow.goods.models.shops import FormerHandle, Shop
from meadow.people.visitors import visitor

Door = Callable[[HttpRequest], HttpResponse]
# Every page of a shop, in whichever room it lives, has the shop's handle as the second part of its address.
_PLACE = re.compile(r"^/(?:shops|desk)/([a-z0-9-]{1,50})(?=/)")


def former_handles(get_response: Door) -> Door:
    """Lead on from the address of a shop's former handle; asked only when nothing was found there.

    Whoever may not see the shop is not told what it is called now.
    """

    def door(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        place = _PLACE.match(request.path) if response.status_code == 404 else None
        if place is None:
            return response
        former = FormerHandle.objects.filter(handle=place[1]).select_related("shop").first()
        if former is None or not Shop.objects.visible_to(visitor(request)).filter(pk=former.shop_id).exists():
            return response
        begin, end = place.span(1)
        path = request.get_full_path()  # the part before the question mark is the same text up to the handle's end
        address = path[:begin] + former.shop.handle + path[end:]
        # 301 for pages; 308 has whatever was sent sent again (RFC 9110, 15.4).
        return HttpResponsePermanentRedirect(address, preserve_request=request.method not in {"GET", "HEAD"})

    return door
