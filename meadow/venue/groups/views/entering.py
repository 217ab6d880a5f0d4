"""A group's page: the chat for who is in, what it takes to come in for everybody else; joining and leaving."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.venue.groups.actions.joining import join_group, withdraw_wish
from meadow.venue.groups.actions.leaving import leave_group
from meadow.venue.groups.entry import conditions
from meadow.venue.groups.forms.minding import JoinForm
from meadow.venue.groups.models.groups import Ban, Group, Invitation, Member, Wish
from meadow.venue.groups.running import OWNER, role_in
from meadow.venue.groups.waiting import what_waits
from meadow.venue.live.sources import source_of


@require_GET
@never_cache
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """The chat, for members; for everybody who may know of the group what it is, and what it takes to come in."""
    person = visitor(request)
    found = get_object_or_404(_known(person), pk=pk)
    member = _member(found, person)
    if member is None:
        return _entry_page(request, found, person)
    role = role_in(found, person)
    context = {"group": found, "member": member, "role": role, "thread": found.thread}
    if role:
        context["waits"] = what_waits(found)
    return TemplateResponse(request, "groups/group.html", context)


@require_GET
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """What the group says of itself, and what one can do with it: leave, or be told of it no more."""
    person = visitor(request)
    found = get_object_or_404(_known(person), pk=pk)
    member = _member(found, person)
    role = role_in(found, person)
    following = Group.objects.of_series(found.first_id or found.pk).exclude(pk=found.pk)
    context = {
        "group": found,
        "member": member,
        "role": role,
        "is_owner": role == OWNER,
        "waits": what_waits(found) if role else None,
        "asked": conditions(found, person),
        "helpers": _helpers(found),
        "others": following.filter(is_listed=True, state=Group.State.OPEN).order_by("pk")[:20],
        "tab": "about",
    }
    return TemplateResponse(request, "groups/about.html", context)


@require_GET
@never_cache
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Where an invitation's link leads: the group, also one that is not listed; a member goes straight in."""
    invitations = Invitation.objects.filter(code=code, group__state=Group.State.OPEN)
    found = get_object_or_404(invitations)
    shown = Group.objects.for_cards().get(pk=found.group_id)
    person = visitor(request)
    if _member(shown, person) is not None:
        return redirect(shown)
    is_good = Invitation.objects.good().filter(pk=found.pk).exists()
    if not is_good and not shown.is_listed:
        return TemplateResponse(request, "groups/invitation_over.html", status=410)
    return _entry_page(request, shown, person, found if is_good else None)


@login_required
@require_POST
@idempotent("group-membership")
def membership(request: Request, pk: int) -> HttpResponse:
    """Join, or ask to; `_method=delete` leaves, or asks no longer."""
    limit_writes(request, "group-membership", times=30)
    person = request.user
    if is_removal(request):
        return _left(request, pk, person)
    form = JoinForm(request.POST)
    if not form.is_valid():
        raise Http404
    code = form.cleaned_data["code"]
    invited = Invitation.objects.good().filter(code=code, group=pk).first() if code else None
    groups = Group.objects.filter(state=Group.State.OPEN) if invited else Group.objects.known_to(person)
    found = get_object_or_404(groups, pk=pk)
    source = source_of(form.cleaned_data["source"], "", request.get_host(), person)
    joined = join_group(found, by=person, source=source, invitation=invited, words=form.cleaned_data["words"])
    if isinstance(joined, Wish):
        messages.success(request, _("You asked to come in. You are told when somebody has answered."))
        return redirect("groups:group", pk) if found.is_listed else redirect("groups:groups")
    messages.success(request, found.welcome or _("Welcome to “%(name)s”.") % {"name": found.name})
    return redirect("groups:group", joined.group_id)


def _left(request: Request, pk: int, person: Person) -> HttpResponse:
    found = get_object_or_404(Group, pk=pk)
    if _member(found, person) is not None:
        leave_group(found, by=person)
        messages.success(request, _("You left “%(name)s”.") % {"name": found.name})
    elif Wish.objects.filter(group=found, person=person, state=Wish.State.WAITING).exists():
        withdraw_wish(found, by=person)
        messages.success(request, _("You no longer ask to come in."))
    else:
        raise Http404
    return redirect("groups:groups")


def _known(person: Person | None) -> Any:
    return Group.objects.known_to(person).for_cards()


def _member(group: Group, person: Person | None) -> Member | None:
    return Member.objects.inside().filter(group=group, person=person).first() if person else None


def _helpers(group: Group) -> list[Member]:
    running = Member.objects.inside().filter(group=group, role__in=Member.RUNNING)
    return list(running.select_related("person__picture").order_by("pk")[:20])


def _entry_page(
    request: HttpRequest, group: Group, person: Person | None, invitation: Invitation | None = None
) -> HttpResponse:
    role = role_in(group, person)
    asked = [] if role else conditions(group, person, is_invited=invitation is not None)
    series = Group.objects.of_series(group.first_id or group.pk).order_by().values("pk")
    is_banned = person is not None and Ban.objects.standing().filter(group__in=series, person=person).exists()
    wish = Wish.objects.filter(group=group, person=person, state=Wish.State.WAITING).first() if person else None
    source = source_of(request.GET.get("from", ""), request.headers.get("Referer", ""), request.get_host(), person)
    context = {
        "group": group,
        "role": role,
        "asked": asked,
        "is_met": all(condition.is_met for condition in asked),
        "is_banned": is_banned,
        "wish": wish,
        "form": JoinForm(initial={"code": invitation.code if invitation else "", "source": source}),
    }
    return TemplateResponse(request, "groups/entry.html", context)
