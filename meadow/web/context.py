"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from meadow.people.visitors import visitor
from meadow.web.bar import Counts, counts_of
from meadow.web.themes import worn_theme


def page(request: HttpRequest) -> dict[str, object]:
    """The platform's name and currency, the theme that this browser chose, and where the visitor stands."""
    match = request.resolver_match
    return {
        "meadow_name": settings.MEADOW_NAME,
        "trading_currency": settings.MEADOW_CURRENCY,
        "theme": worn_theme(request),
        "here": match.view_name if match else "",
        "page_url": settings.PUBLIC_URL + request.path,
    }


def bar(request: HttpRequest) -> dict[str, object]:
    """What the bar counts for a member, counted only where a page shows it; None for a guest."""
    return {"bar_counts": SimpleLazyObject(lambda: _counts(request))}


def _counts(request: HttpRequest) -> Counts | None:
    person = visitor(request) if hasattr(request, "user") else None
    return counts_of(person) if person else None
