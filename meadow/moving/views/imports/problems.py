"""What was wrong in an imported file: a page of it, and the rows to correct as a file."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meadow.moving.importing.catalogue import catalogue_of
from meadow.moving.importing.files import opened
from meadow.moving.importing.rows_back import as_csv, as_workbook, message_of, rows_back
from meadow.moving.importing.wording import MESSAGES
from meadow.moving.models.imports import Import, ImportProblem
from meadow.moving.views.imports.sheets import found
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes

ROWS = 50


@login_required
@never_cache
@require_GET
def problems(request: Request, handle: str, pk: int) -> HttpResponse:
    """Everything that was wrong, by row; to be narrowed down to errors, and to one kind of them."""
    seat, an_import = found(request, handle, pk)
    severity, code = request.GET.get("severity", ""), request.GET.get("code", "")
    rows = an_import.problems.order_by("row", "pk")
    kinds = rows.values_list("code").annotate(number=Count("pk")).order_by("-number", "code")
    if severity in ImportProblem.Severity.values:
        rows = rows.filter(severity=severity)
    if code in MESSAGES:
        rows = rows.filter(code=code)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "products",
        "import": an_import,
        "page": page,
        "problems": [(problem, message_of(problem)) for problem in page],
        "severity": severity,
        "code": code,
        "severities": ImportProblem.Severity.choices,
        "kinds": [(name, _blank(name), number) for name, number in kinds if name in MESSAGES],
    }
    template = (
        "moving/import_problems.html#list" if request.headers.get("HX-Request") else "moving/import_problems.html"
    )
    return TemplateResponse(request, template, context)


def _blank(code: str) -> str:
    """What kind of problem this is: its sentence with dots in the places of names and numbers."""

    class Dots(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "…"

    return str(_(MESSAGES[code]) % Dots())


@login_required
@never_cache
@require_GET
def problems_file(request: Request, handle: str, pk: int, kind: str) -> HttpResponseBase:
    """The rows that were left out, to be corrected and uploaded again."""
    _seat, an_import = found(request, handle, pk)
    limit_writes(request, "problems-file", times=30, seconds=600)
    if not an_import.file or an_import.what != Import.What.CATALOGUE:
        raise Http404
    name = f"{an_import.name.rpartition('.')[0] or an_import.name}-to-correct.{kind}"
    response: HttpResponseBase
    if kind == "xlsx":
        with opened(an_import) as stream:
            content = as_workbook(rows_back(an_import, stream))
        response = HttpResponse(
            content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    else:
        with opened(an_import) as stream:
            delimiter = catalogue_of(an_import, stream).shape.layout.delimiter or ","
        response = StreamingHttpResponse(
            _streamed(an_import, delimiter, translation.get_language() or "en"), content_type="text/csv; charset=utf-8"
        )
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _streamed(an_import: Import, delimiter: str, language: str) -> Iterator[bytes]:
    with translation.override(language), opened(an_import) as stream:
        yield from as_csv(rows_back(an_import, stream), delimiter=delimiter)
