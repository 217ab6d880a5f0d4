"""Light and dark: which of the two this browser chose, kept in a cookie so that the server paints it at once."""

from typing import Final

from django.http import HttpRequest, HttpResponse

COOKIE: Final = "theme"
THEMES: Final = ("light", "dark")
_YEAR: Final = 60 * 60 * 24 * 365


def worn_theme(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing when the choice is left to the device."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


def keep_theme(response: HttpResponse, theme: str, *, secure: bool) -> None:
    """Write the choice into the answer; anything else than a theme leaves it to the device again."""
    if theme in THEMES:
        # Not httponly: the switch in the page changes the same cookie without asking the server.
        response.set_cookie(COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
