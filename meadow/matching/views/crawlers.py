"""What search engines are told: the sitemap, and where not to go."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from meadow.matching import sitemap as maps
from meadow.plumbing.limits import address, limit
from meadow.plumbing.public import public

# Pages of one person, and doors that only change something.
KEPT_OUT = (
    *(
        "/account/",
        "/buying/",
        "/cart/",
        "/checkout/",
        "/desk/",
        "/language/",
        "/me/",
        "/operators/",
        "/orders/",
        "/pass/",
    ),
    *("/payments/", "/review/", "/selection/", "/theme/", "/notes/new/", "/notes/opening/", "/following/"),
)


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(_request: HttpRequest) -> HttpResponse:
    """Where crawlers are welcome, and the way to the sitemap."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT), "Allow: /", ""]
    lines += [f"Sitemap: {public(reverse('matching:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@gzip_page
@cache_control(public=True, max_age=maps.FRESH_SECONDS)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the sitemap's parts."""
    limit("sitemap", address(request), times=120, seconds=60)
    return HttpResponse(maps.index(), content_type="application/xml; charset=utf-8")


@require_safe
@gzip_page
@cache_control(public=True, max_age=maps.FRESH_SECONDS)
def sitemap_part(request: HttpRequest, name: str, part: int) -> HttpResponseBase:
    """At most ten thousand addresses."""
    limit("sitemap", address(request), times=120, seconds=60)
    mark = maps.mark(name, part)
    if mark is None:
        raise Http404
    etag = f'W/"{mark}"'
    unchanged = get_conditional_response(request, etag=etag)
    response: HttpResponseBase
    if unchanged is not None:
        response = unchanged
    else:
        body = maps.stream(name, part, mark) if request.method == "GET" else ()
        response = StreamingHttpResponse(body, content_type="application/xml; charset=utf-8")
    response["ETag"] = etag
    return response
