"""The doors to one message: recalling it, its words, signs below it, pinning, hiding, reporting."""

from collections.abc import Callable

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.visitors import Request, is_removal, signed_in_or_problem
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem
from meadow.venue.talk.actions.changing import react, recall_message, reword_message
from meadow.venue.talk.actions.minding import (
    decide_on_report,
    hide_messages,
    pin_message,
    report_message,
    unpin_message,
)
from meadow.venue.talk.forms.saying import ReportForm
from meadow.venue.talk.history import readable, reader_of
from meadow.venue.talk.houses import house_of
from meadow.venue.talk.models.messages import Edition, Message, Report
from meadow.venue.talk.models.threads import Reader

MOST_REPORTS = 50
MOST_EDITIONS = 50


@require_POST
@signed_in_or_problem
def recall(request: Request, pk: int, number: int) -> HttpResponse:
    """Take back one's own message."""
    limit_writes(request, "talk-act")
    reader, message = _message(request, pk, number)
    recall_message(message, by=request.user)
    return _done(request, reader)


@require_POST
@signed_in_or_problem
def wording(request: Request, pk: int, number: int) -> HttpResponse:
    """Change the words (`text`) of one's own message."""
    limit_writes(request, "talk-act")
    reader, message = _message(request, pk, number)
    reword_message(message, request.POST.get("text", ""), by=request.user)
    return _done(request, reader)


@require_POST
@signed_in_or_problem
def reaction(request: Request, pk: int, number: int) -> HttpResponse:
    """Put a `sign` under a message, or take it away (`_method=delete`)."""
    limit_writes(request, "talk-react", times=120)
    reader, message = _message(request, pk, number)
    react(message, request.POST.get("sign", ""), by=request.user, is_there=not is_removal(request))
    return _done(request, reader)


@require_POST
@signed_in_or_problem
def pin(request: Request, pk: int, number: int) -> HttpResponse:
    """Pin a message, or take the pin away (`_method=delete`); for those who mind the thread."""
    limit_writes(request, "talk-act")
    reader, message = _message(request, pk, number, minds=True)
    act: Callable[..., None] = unpin_message if is_removal(request) else pin_message
    act(message, by=request.user)
    return _done(request, reader)


@require_POST
@signed_in_or_problem
def hiding(request: Request, pk: int, number: int) -> HttpResponse:
    """Take a message away from everybody; for those who mind the thread."""
    limit_writes(request, "talk-act")
    reader, message = _message(request, pk, number, minds=True)
    hide_messages(reader.thread, [message.pk], by=request.user)
    return _done(request, reader)


@require_POST
@signed_in_or_problem
def report(request: Request, pk: int, number: int) -> HttpResponse:
    """Say that a message should not stand."""
    limit_writes(request, "talk-report", times=20, seconds=600)
    reader, message = _message(request, pk, number)
    form = ReportForm(request.POST)
    if not form.is_valid():
        errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
        return problem(422, "not-reported", _("Say why this message should not stand."), errors=errors)
    report_message(message, Report.Reason(form.cleaned_data["reason"]), form.cleaned_data["words"], by=request.user)
    return _done(request, reader)


@require_GET
@never_cache
@signed_in_or_problem
def editions(request: Request, pk: int, number: int) -> HttpResponse:
    """What a message said before; for its author, and for those who mind the thread."""
    reader, message = _message(request, pk, number)
    if message.author_id != request.user.pk and not house_of(reader.thread).minds(reader.thread, request.user):
        raise Http404
    rows = Edition.objects.filter(message=message)[:MOST_EDITIONS]
    return JsonResponse({"editions": [{"text": row.text, "until": row.until.isoformat()} for row in rows]})


@require_GET
@never_cache
@login_required
def reports(request: Request, pk: int) -> HttpResponse:
    """Reports of this thread's messages that wait; for those who mind it."""
    reader = _minder(request, pk)
    return TemplateResponse(
        request,
        "talk/reports.html",
        {
            "thread": reader.thread,
            "title": house_of(reader.thread).title(reader.thread, request.user),
            "back": house_of(reader.thread).url(reader.thread),
            "reports": waiting_in(reader),
        },
    )


@require_POST
@login_required
def decision(request: Request, pk: int, report: int) -> HttpResponse:
    """Take the reported message away (`upheld`), or leave it standing."""
    limit_writes(request, "talk-act")
    reader = _minder(request, pk)
    found = get_object_or_404(Report, pk=report, message__thread=reader.thread_id)
    decide_on_report(found, by=request.user, is_upheld="upheld" in request.POST)
    if wants_json(request):
        return HttpResponse(status=204)
    return redirect("talk:reports", pk)


def waiting_in(reader: Reader) -> list[Report]:
    """The oldest reports of the thread that nobody has decided."""
    rows = Report.objects.waiting().filter(message__thread=reader.thread_id)
    return list(rows.select_related("message__author__picture", "by").order_by("pk")[:MOST_REPORTS])


def _minder(request: Request, pk: int) -> Reader:
    reader = reader_of(request.user, pk)
    if not house_of(reader.thread).minds(reader.thread, request.user):
        raise Http404
    return reader


def _message(request: Request, pk: int, number: int, *, minds: bool = False) -> tuple[Reader, Message]:
    """A message of the thread that this person may read; 404 without that, or without what they need besides."""
    reader = _minder(request, pk) if minds else reader_of(request.user, pk)
    message = get_object_or_404(readable(reader), number=number)
    message.thread = reader.thread
    return reader, message


def _done(request: Request, reader: Reader) -> HttpResponse:
    if wants_json(request):
        return HttpResponse(status=204)
    notices.success(request, _("Done."))
    return redirect(house_of(reader.thread).url(reader.thread))
