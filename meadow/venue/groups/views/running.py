"""Wishes, reports, and the order of a group, for those who run it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.venue.groups.actions import minding
from meadow.venue.groups.actions.joining import answer_wish
from meadow.venue.groups.actions.reporting import answer_report
from meadow.venue.groups.entry import conditions
from meadow.venue.groups.forms.minding import LinksForm, SlowForm, WordForm
from meadow.venue.groups.logged import sentence
from meadow.venue.groups.models.groups import Ban, Entry, Group, GroupWord, Wish
from meadow.venue.groups.questions import Dealings, dealings_in
from meadow.venue.groups.running import OWNER, role_in, run_group
from meadow.venue.groups.waiting import what_waits
from meadow.venue.talk.models.messages import Report

ROWS = 20


@login_required
@require_GET
def wishes(request: Request, pk: int) -> HttpResponse:
    """Who wants to come in, the longest waiting first."""
    group = run_group(request, pk)
    waiting = Wish.objects.filter(group=group, state=Wish.State.WAITING).select_related("person__picture")
    page = leaf(waiting, by="pk", after=request.GET.get("after"), limit=ROWS)
    known = dealings_in(group.shop_id, [row.person_id for row in page.rows]) if group.shop_id else {}
    rows = [(row, known.get(row.person_id, Dealings())) for row in page.rows]
    return _page(request, group, "wishes", leaf=page, rows=rows, asked=conditions(group, None))


@login_required
@require_POST
def wish(request: Request, pk: int, number: int) -> HttpResponse:
    """Let somebody in; `_method=delete` declines."""
    group = _minded(request, pk)
    found = get_object_or_404(Wish.objects.select_related("group", "person"), group=group, pk=number)
    lets_in = not is_removal(request)
    answer_wish(found, lets_in=lets_in, by=request.user)
    said = _("%(name)s is in.") if lets_in else _("The wish of %(name)s was declined.")
    messages.success(request, said % {"name": found.person.name})
    return redirect("groups:wishes", pk)


@login_required
@require_GET
def reports(request: Request, pk: int) -> HttpResponse:
    """Messages that somebody reported and nobody has looked at, the oldest first."""
    group = run_group(request, pk)
    waiting = Report.objects.waiting().filter(message__thread=group.pk)
    page = leaf(
        waiting.select_related("by", "message__author__picture"), by="pk", after=request.GET.get("after"), limit=ROWS
    )
    return _page(request, group, "reports", leaf=page)


@login_required
@require_POST
def report(request: Request, pk: int, number: int) -> HttpResponse:
    """Take the reported message away; `_method=delete` leaves it standing."""
    group = _minded(request, pk)
    found = get_object_or_404(Report.objects.select_related("message__thread"), message__thread=group.pk, pk=number)
    takes_away = not is_removal(request)
    answer_report(group, found, takes_away=takes_away, by=request.user)
    messages.success(request, _("The message is taken away.") if takes_away else _("The message stays."))
    return redirect("groups:reports", pk)


@login_required
@require_GET
def order(request: Request, pk: int) -> HttpResponse:
    """Slow mode, links, words that are not said, and who may not come back."""
    group = run_group(request, pk)
    bans = Ban.objects.standing().filter(group=group).select_related("person__picture", "by")
    return _page(
        request,
        group,
        "order",
        slow_form=SlowForm(initial={"seconds": group.thread.slow_seconds}),
        links_form=LinksForm(initial={"level": group.links_level}),
        word_form=WordForm(),
        words=list(GroupWord.objects.filter(group=group).order_by("word")[: minding.WORDS]),
        leaf=leaf(bans, by="-pk", after=request.GET.get("after"), limit=ROWS),
    )


@login_required
@require_POST
def slow(request: Request, pk: int) -> HttpResponse:
    """How many seconds lie between two messages of one person."""
    form, group = SlowForm(request.POST), _minded(request, pk)
    return _done(request, group, form) or _set(
        request, group, lambda: minding.slow_down(group, form.cleaned_data["seconds"], by=request.user)
    )


@login_required
@require_POST
def links(request: Request, pk: int) -> HttpResponse:
    """Who may post links."""
    form, group = LinksForm(request.POST), _minded(request, pk)
    return _done(request, group, form) or _set(
        request, group, lambda: minding.allow_links(group, form.cleaned_data["level"], by=request.user)
    )


@login_required
@require_POST
def words(request: Request, pk: int) -> HttpResponse:
    """One more word that is not said here."""
    form, group = WordForm(request.POST), _minded(request, pk)
    return _done(request, group, form) or _set(
        request, group, lambda: minding.forbid_word(group, form.cleaned_data["word"], by=request.user)
    )


@login_required
@require_POST
def word(request: Request, pk: int, number: int) -> HttpResponse:
    """Let a word be said again (`_method=delete`)."""
    if not is_removal(request):
        raise Http404
    group = _minded(request, pk)
    found = get_object_or_404(GroupWord.objects.select_related("group"), group=group, pk=number)
    return _set(request, group, lambda: minding.allow_word(found, by=request.user))


@login_required
@require_GET
def log(request: Request, pk: int) -> HttpResponse:
    """Who did what, the newest first."""
    group = run_group(request, pk)
    page = leaf(
        Entry.objects.filter(group=group).select_related("by", "person"),
        by="-pk",
        after=request.GET.get("after"),
        limit=ROWS,
    )
    return _page(request, group, "log", leaf=page, rows=[(entry, sentence(entry)) for entry in page.rows])


def _minded(request: Request, pk: int) -> Group:
    limit_writes(request, "group-minding", times=240)
    return run_group(request, pk)


def _done(request: Request, group: Group, form: Form) -> HttpResponse | None:
    """Back to the page with what is wrong, when the form is not to be used."""
    if form.is_valid():
        return None
    messages.error(request, next(str(error) for errors in form.errors.values() for error in errors))
    return redirect("groups:order", group.pk)


def _set(request: Request, group: Group, step: Any) -> HttpResponse:
    step()
    messages.success(request, _("Saved."))
    return redirect("groups:order", group.pk)


def _page(request: Request, group: Group, tab: str, **context: Any) -> HttpResponse:
    role = role_in(group, request.user)
    frame = {"group": group, "role": role, "is_owner": role == OWNER, "waits": what_waits(group), "tab": tab}
    return TemplateResponse(request, f"groups/{tab}.html", {**frame, "member": True, **context})
