"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """The platform's name and currency."""
    return {"meadow_name": settings.MEADOW_NAME, "trading_currency": settings.MEADOW_CURRENCY}
