"""Pages of the house itself: the living page of the design system, and what is shown when a door does not open."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import loader
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from meadow.people.visitors import Request, signed_in_or_problem
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.logs import current_request_id
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem
from meadow.web.bar import counts_of
from meadow.web.specimens import specimens
from meadow.web.themes import keep_theme, worn_theme


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every component, living, in both themes side by side."""
    return TemplateResponse(request, "design/page.html", specimens())


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of light or dark, and go back to where it was made."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    keep_theme(response, request.POST.get("theme", ""), secure=request.is_secure())
    return response


@require_GET
@never_cache
@signed_in_or_problem
def unread(request: Request) -> HttpResponse:
    """How much waits to be read, for a page that has stood open."""
    limit_writes(request, "unread", times=120, seconds=60)
    counts = counts_of(request.user)
    return JsonResponse({"news": counts.news, "messages": counts.messages})


@require_safe
@cache_control(public=True, max_age=86_400)
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put Meadow on its home screen."""
    return JsonResponse(
        {
            "name": settings.MEADOW_NAME,
            "short_name": settings.MEADOW_NAME,
            "start_url": "/",
            "display": "standalone",
            "background_color": "#faf8f3",
            "theme_color": "#faf8f3",
            "icons": [
                {"src": static("meadow/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("meadow/icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {
                    "src": static("meadow/icon-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "any maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is here, or nothing that this person may see."""
    if wants_json(request):
        return problem(404, "not-found", _("There is nothing here."))
    return TemplateResponse(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug; the request id helps to find it in the logs.

    The page is written without context processors: they ask the database, which may be what is broken.
    """
    if wants_json(request):
        return problem(500, "broken", _("Something broke on our side."))
    known = {"meadow_name": settings.MEADOW_NAME, "theme": worn_theme(request), "request_id": current_request_id()}
    return HttpResponse(loader.render_to_string("500.html", known), status=500)
