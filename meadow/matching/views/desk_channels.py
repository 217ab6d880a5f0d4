"""The desk's page of channels: the addresses to enter there, and what each channel misses in the shop's goods."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.shops import Shop
from meadow.matching.channels.ground import Ground
from meadow.matching.channels.judging import REASONS, judged, wanting
from meadow.people.countries import country_choices
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.public import public

ROWS = 30
NAMES = {
    "google": "Google Merchant Center",
    "meta": "Meta (Facebook, Instagram)",
    "pinterest": "Pinterest",
    "acp": "Agentic Commerce Protocol",
}
FILES = {"google": "google.xml", "meta": "meta.csv", "pinterest": "pinterest.csv", "acp": "acp.json"}


@login_required
@require_GET
def channels(request: Request, handle: str) -> HttpResponse:
    """Every channel: its feed's address, how many products it takes, and what would be refused and why."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    shop, ground = seat.shop, Ground.of_now()
    countries, languages = country_choices(), dict(settings.LANGUAGES)
    country = request.GET.get("country", "")
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    country = country if country in dict(countries) else ""
    language = language if language in languages else settings.LANGUAGE_CODE
    active = Q(is_active=True)
    context: dict[str, Any] = {
        "shop": shop,
        "seat": seat,
        "desk_tab": "channels",
        "channels": [
            (judgement, NAMES[judgement.channel], _address(shop, FILES[judgement.channel], language, country))
            for judgement in judged(shop, ground)
        ],
        "countries": countries,
        "country": country,
        "languages": settings.LANGUAGES,
        "language": language,
        "is_on_holiday": shop.is_on_holiday(timezone.localdate()),
        "names_no_country": not country and not shop.shipping_rates.filter(active).exclude(zone__countries=[]).exists(),
    }
    return TemplateResponse(request, "matching/desk_channels.html", context)


@login_required
@require_GET
def wants(request: Request, handle: str, code: str) -> HttpResponse:
    """The products of which one thing is missing, each with the way to where it is mended."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    reason = next((reason for reason in REASONS if reason.code == code), None)
    if reason is None:
        raise Http404
    found = wanting(seat.shop, reason, Ground.of_now()).select_related("cover")
    page = leaf(found, by="-pk", after=request.GET.get("after"), limit=ROWS)
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "channels",
        "reason": reason,
        "products": page.rows,
        "next_url": f"?after={page.after}" if page.after else "",
    }
    template = "matching/desk_wants.html#rows" if request.headers.get("HX-Request") else "matching/desk_wants.html"
    return TemplateResponse(request, template, context)


def _address(shop: Shop, file: str, language: str, country: str) -> str:
    said = {"language": language} if language != settings.LANGUAGE_CODE else {}
    said |= {"country": country} if country else {}
    url = public(reverse("matching:shop-feed", args=[shop.handle, file]))
    return f"{url}?{urlencode(said)}" if said else url
