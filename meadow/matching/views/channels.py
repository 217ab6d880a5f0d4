"""Feeds for channels elsewhere: the goods of one shop, or of all, as files that Google and others fetch."""

from django.conf import settings
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from meadow.goods.models.shops import Shop
from meadow.matching.channels.pieces import FORMATS, FRESH_SECONDS, Feed
from meadow.people.countries import country_choices
from meadow.plumbing.limits import address, limit


@require_safe
@gzip_page
def feed(request: HttpRequest, file: str, handle: str = "") -> HttpResponseBase:
    """The goods on sale, streamed; `?language=zh-hans` and `?country=DE` say for whom.

    A shop on holiday lists nothing: what cannot be ordered is not advertised.
    """
    if file not in FORMATS:
        raise Http404
    limit("feeds", address(request), times=60, seconds=60)
    shop = get_object_or_404(Shop.objects.open(), handle=handle) if handle else None
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    country = request.GET.get("country", "").upper()
    if language not in dict(settings.LANGUAGES) or (country and country not in dict(country_choices())):
        raise Http404
    wanted = Feed(shop, file, language, country)
    digest, since = wanted.state()
    etag, modified = f'W/"{digest}"', int(since.timestamp())  # weak: the same goods, whichever the compression
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    response: HttpResponseBase
    if unchanged is not None:
        response = unchanged
    else:
        body = wanted.stream() if request.method == "GET" else ()
        response = StreamingHttpResponse(body, content_type=wanted.format.kind)
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
