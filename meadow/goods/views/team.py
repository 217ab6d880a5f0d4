"""The team of a shop: who runs it, and whom its owners invite."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.actions.invitations import LIFETIME, invite, take_back_invitation
from meadow.goods.actions.shops import seat_person, unseat_person
from meadow.goods.desks import seat_or_404
from meadow.goods.forms.shops import InvitationForm, RoleForm
from meadow.goods.models.shops import Invitation, Seat
from meadow.goods.refusals import AlreadyInTeam, TooManyInvitations
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes

OWNER = Seat.Role.OWNER


@login_required
@require_http_methods(["GET", "POST"])
def team(request: Request, handle: str) -> HttpResponse:
    """Who runs the shop; owners invite people here."""
    seat = seat_or_404(request.user, handle, OWNER)
    form = InvitationForm(request.POST or None, by=request.user)
    if request.method == "POST":
        limit_writes(request, "invitations", times=20, seconds=600)
        if form.is_valid():
            said = form.cleaned_data
            try:
                invitation = invite(seat.shop, by=request.user, role=Seat.Role(said["role"]), **said["who"])
            except (AlreadyInTeam, TooManyInvitations) as refused:
                form.add_error("who", str(refused))
            else:
                messages.success(request, _("%(who)s is invited.") % {"who": invitation.who})
                return redirect("goods:desk-team", handle)
    context = {
        "form": form,
        "seats": seat.shop.seats.select_related("person__picture").order_by("pk"),
        "invitations": seat.shop.invitations.open().select_related("to", "by").order_by("-pk"),
        "roles": Seat.Role.choices,
        "days": LIFETIME.days,
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "team",
    }
    return TemplateResponse(request, "goods/team.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def member(request: Request, handle: str, pk: int) -> HttpResponse:
    """One seat of the team: another role, or (`_method=delete`) none. Owners decide, and anybody may leave."""
    own = seat_or_404(request.user, handle)
    if own.role != OWNER and not (own.pk == pk and is_removal(request)):
        raise Http404
    limit_writes(request, "desk")
    shop = own.shop
    person = get_object_or_404(Seat.objects.select_related("person"), shop=shop, pk=pk).person
    if is_removal(request):
        unseat_person(person, shop, by=request.user)
        messages.success(request, _("%(name)s has left the team.") % {"name": person.name})
    else:
        form = RoleForm(request.POST)
        if form.is_valid():
            seat_person(person, shop, role=Seat.Role(form.cleaned_data["role"]), by=request.user)
            messages.success(request, _("The role is changed."))
    if person == request.user:
        return redirect("goods:desk")
    return redirect("goods:desk-team", handle)


@login_required
@require_POST
def invitation(request: Request, handle: str, pk: int) -> HttpResponse:
    """Take an invitation back (`_method=delete`)."""
    seat = seat_or_404(request.user, handle, OWNER)
    if not is_removal(request):
        raise Http404
    limit_writes(request, "desk")
    found = get_object_or_404(Invitation.objects.select_related("to"), shop=seat.shop, pk=pk)
    take_back_invitation(found, by=request.user)
    messages.success(request, _("The invitation is taken back."))
    return redirect("goods:desk-team", handle)
