"""The API as a whole: where it is described, and how it says no."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from meadow.api import notes, orders, products, selection, shops
from meadow.plumbing.problems import problem

api = NinjaAPI(
    title="Meadow",
    version="1",
    description="Public reads, and buying for who is signed in. "
    "Lists are paged by cursor, amounts are minor units, times are UTC, errors are RFC 9457.",
    urls_namespace="api",
    docs_url=None,  # the library's page loads scripts from elsewhere; the description itself is at openapi.json
)
api.add_router("/notes", notes.router)
api.add_router("/orders", orders.router)
api.add_router("/products", products.router)
api.add_router("/selection", selection.router)
api.add_router("/shops", shops.router)


@api.exception_handler(ValidationError)
def _wrong_input(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for error in exception.errors:
        errors.setdefault(str(error["loc"][-1]), []).append(error["msg"])
    return problem(422, "invalid-input", _("Some values cannot be used."), errors=errors)


@api.exception_handler(Http404)
def _nothing_there(request: HttpRequest, exception: Http404) -> HttpResponse:
    return problem(404, "not-found", _("There is nothing here."))


@api.exception_handler(AuthenticationError)
def _who_are_you(request: HttpRequest, exception: AuthenticationError) -> HttpResponse:
    return problem(401, "sign-in", _("Please sign in first."))


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, exception: HttpError) -> HttpResponse:
    """What the library refuses by itself: a body that is no JSON, a missing anti-forgery token."""
    return problem(exception.status_code, "refused", str(exception))
