"""Pages of the house itself: the living page of the design system, and what is shown when a door does not open."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is here, or nothing that this person may see."""
    if wants_json(request):
        return problem(404, "not-found", "There is nothing here.")
    return TemplateResponse(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A bug; the request id helps to find it in the logs."""
    if wants_json(request):
        return problem(500, "broken", "Something broke on our side.")
    return TemplateResponse(request, "500.html", status=500)
