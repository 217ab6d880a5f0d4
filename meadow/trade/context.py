"""What every page knows of the visitor's cart."""

from django.http import HttpRequest


def cart(request: HttpRequest) -> dict[str, object]:
    return {}
