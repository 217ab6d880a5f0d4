"""Invitations of a group: links, and codes to be printed and put into parcels."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.qr import code_for
from meadow.venue.groups.actions.inviting import invite, withdraw_invitation
from meadow.venue.groups.forms.minding import InvitationForm
from meadow.venue.groups.models.groups import Group, Invitation
from meadow.venue.groups.running import OWNER, role_in, run_group
from meadow.venue.groups.waiting import what_waits

ROWS = 12


@login_required
@require_http_methods(["GET", "POST"])
@idempotent("group-invitation")
def invitations(request: Request, pk: int) -> HttpResponse:
    """The invitations that hold, each with its link and its code; a POST makes one more."""
    group = run_group(request, pk)
    form = InvitationForm(request.POST or None, has_parcels=group.shop_id is not None)
    if request.method == "POST":
        limit_writes(request, "group-invitations", times=30)
        if form.is_valid():
            invite(group, by=request.user, **form.cleaned_data)
            messages.success(request, _("The invitation can be handed out."))
            return redirect("groups:invitations", pk)
    good = Invitation.objects.good().filter(group=group)
    page = leaf(good, by="-pk", after=request.GET.get("after"), limit=ROWS)
    role = role_in(group, request.user)
    context: dict[str, Any] = {
        "group": group,
        "role": role,
        "is_owner": role == OWNER,
        "member": True,
        "waits": what_waits(group),
        "form": form,
        "leaf": page,
        "rows": [(row, _link(request, row)) for row in page.rows],
        "tab": "invitations",
    }
    return TemplateResponse(request, "groups/invitations.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def invitation(request: Request, pk: int, number: int) -> HttpResponse:
    """Withdraw an invitation (`_method=delete`)."""
    if not is_removal(request):
        raise Http404
    limit_writes(request, "group-invitations", times=30)
    withdraw_invitation(_found(run_group(request, pk), number), by=request.user)
    messages.success(request, _("Nobody comes in by it any more."))
    return redirect("groups:invitations", pk)


@login_required
@require_GET
def code(request: Request, pk: int, number: int) -> HttpResponse:
    """The code as a drawing, to be printed."""
    drawn = code_for(_link(request, _found(run_group(request, pk), number)))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.size} {drawn.size}" width="512" height="512" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{drawn.size}v{drawn.size}H0z"/>'
        f'<path fill="#000" d="{drawn.path}"/></svg>'
    )
    headers = {"Content-Disposition": f'inline; filename="group-{pk}-{number}.svg"'}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)


def _link(request: Request, invitation: Invitation) -> str:
    return request.build_absolute_uri(invitation.get_absolute_url())


def _found(group: Group, number: int) -> Invitation:
    return get_object_or_404(Invitation.objects.select_related("group"), group=group, pk=number)
