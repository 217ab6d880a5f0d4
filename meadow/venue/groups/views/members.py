"""Who is in a group, and what those who run it do about one of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.venue.groups.actions.leaving import ban_member, end_ban, remove_member
from meadow.venue.groups.actions.minding import give_role, mute_member, unmute_member
from meadow.venue.groups.forms.minding import BanForm, MuteForm, RoleForm
from meadow.venue.groups.models.groups import Ban, Group, Member
from meadow.venue.groups.questions import Dealings, dealings_in
from meadow.venue.groups.running import OWNER, role_in, run_group
from meadow.venue.groups.waiting import what_waits

ROWS = 30


@login_required
@require_GET
def members(request: Request, pk: int) -> HttpResponse:
    """Everybody who is in, the newest first, those who run it above them; `?q=` finds by handle or name.

    Those who run a shop's group see of each member what they bought in this shop, and in no other.
    """
    groups = Group.objects.joined_by(request.user) | Group.objects.run_by(request.user)
    seen = Group.objects.for_cards().filter(pk__in=groups.order_by().values("pk"))
    group = get_object_or_404(seen, pk=pk)
    role = role_in(group, request.user)
    words = request.GET.get("q", "").strip()[:60]
    inside = Member.objects.inside().filter(group=group).select_related("person__picture")
    if words:
        word = words.removeprefix("@")
        inside = inside.filter(Q(person__handle__istartswith=word.lower()) | Q(person__name__icontains=word))
    running = [] if words else list(inside.filter(role__in=Member.RUNNING).order_by("pk")[:ROWS])
    others = inside if words else inside.filter(role=Member.Role.MEMBER)
    page = leaf(others, by="-pk", after=request.GET.get("after"), limit=ROWS)
    known = dealings_in(group.shop_id, [row.person_id for row in page.rows]) if role and group.shop_id else {}
    context: dict[str, Any] = {
        "group": group,
        "role": role,
        "is_owner": role == OWNER,
        "member": True,
        "running": running,
        "leaf": page,
        "rows": [(row, known.get(row.person_id, Dealings())) for row in page.rows],
        "words": words,
        "now": timezone.now(),
        "mute_form": MuteForm(auto_id=False),
        "ban_form": BanForm(auto_id=False),
        "tab": "members",
    }
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "groups/members.html#leaf", context)
    context["waits"] = what_waits(group) if role else None
    return TemplateResponse(request, "groups/members.html", context)


@login_required
@require_POST
def member(request: Request, pk: int, person: int) -> HttpResponse:
    """Take somebody out (`_method=delete`)."""
    if not is_removal(request):
        raise Http404
    group, found = _minded(request, pk, person)
    remove_member(group, found, by=request.user)
    messages.success(request, _("%(name)s is not in the group any more.") % {"name": found.name})
    return redirect("groups:members", pk)


@login_required
@require_POST
def role(request: Request, pk: int, person: int) -> HttpResponse:
    """Have a member help, or no longer; the owner decides."""
    group, found = _minded(request, pk, person, OWNER)
    form = _valid(RoleForm(request.POST))
    give_role(group, found, Member.Role(form.cleaned_data["role"]), by=request.user)
    helps = form.cleaned_data["role"] == Member.Role.ADMIN
    said = _("%(name)s helps to run the group.") if helps else _("%(name)s no longer helps to run the group.")
    messages.success(request, said % {"name": found.name})
    return redirect("groups:members", pk)


@login_required
@require_POST
def mute(request: Request, pk: int, person: int) -> HttpResponse:
    """Have a member say nothing for a while; `_method=delete` lets them speak."""
    group, found = _minded(request, pk, person)
    if is_removal(request):
        unmute_member(group, found, by=request.user)
        messages.success(request, _("%(name)s can speak again.") % {"name": found.name})
    else:
        mute_member(group, found, by=request.user, minutes=_valid(MuteForm(request.POST)).cleaned_data["minutes"])
        messages.success(request, _("%(name)s says nothing for now.") % {"name": found.name})
    return redirect("groups:members", pk)


@login_required
@require_POST
def ban(request: Request, pk: int, person: int) -> HttpResponse:
    """Take somebody out who may not come back; `_method=delete` ends that."""
    group, found = _minded(request, pk, person)
    if is_removal(request):
        standing = get_object_or_404(Ban.objects.select_related("group", "person"), group=group, person=found)
        end_ban(standing, by=request.user)
        messages.success(request, _("%(name)s may come back.") % {"name": found.name})
        return redirect("groups:order", pk)
    said = _valid(BanForm(request.POST)).cleaned_data
    ban_member(group, found, by=request.user, days=said["days"], reason=said["reason"])
    messages.success(request, _("%(name)s is out, and may not come back.") % {"name": found.name})
    return redirect("groups:members", pk)


def _minded(request: Request, pk: int, person: int, *roles: str) -> tuple[Group, Person]:
    """A group that one runs, and somebody who is, or was, in it."""
    limit_writes(request, "group-minding", times=240)
    group = run_group(request, pk, *roles)
    return group, get_object_or_404(Member.objects.select_related("person"), group=group, person=person).person


def _valid(form: Form) -> Form:
    """What is chosen from a list of ours is one of the list."""
    if not form.is_valid():
        raise Http404
    return form
