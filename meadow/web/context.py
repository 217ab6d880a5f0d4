"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

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
