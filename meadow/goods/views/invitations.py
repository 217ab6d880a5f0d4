"""Invitations as those see them who are invited: on their desk, or by the word in their letter."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.actions.invitations import accept_invitation, decline_invitation
from meadow.goods.letters import hash_of
from meadow.goods.models.shops import Invitation, InvitationQuerySet
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes

MOST = 50


def meant_for(person: Person) -> InvitationQuerySet:
    """Open invitations to this person, or to an address that they have shown to be theirs."""
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return Invitation.objects.open().meant_for(person, verified)


@login_required
@require_GET
def invitations(request: Request) -> HttpResponse:
    """Every team that waits for the visitor's answer."""
    found = meant_for(request.user).select_related("shop__picture", "by").order_by("-pk")[:MOST]
    return TemplateResponse(request, "goods/invitations.html", {"invitations": found})


@login_required
@require_GET
def invitation(request: Request, word: str) -> HttpResponse:
    """The invitation of a letter, for whoever signs in with the address that it went to."""
    found = _by_word(request, word)
    return TemplateResponse(request, "goods/invitations.html", {"invitations": [found], "word": word})


@login_required
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Take the seat; with `_method=delete` decline it. `word` is the letter's, where the page had one."""
    limit_writes(request, "desk")
    word = request.POST.get("word", "")
    found = _by_word(request, word) if word else get_object_or_404(meant_for(request.user), pk=pk)
    if found.pk != pk:
        raise Http404
    if is_removal(request):
        decline_invitation(found, by=request.user)
        messages.success(request, _("The invitation is declined."))
        return redirect("goods:desk")
    seat = accept_invitation(found, by=request.user)
    messages.success(request, _("You are in the team of %(shop)s.") % {"shop": seat.shop.in_words["name"]})
    return redirect("goods:desk-home", seat.shop.handle)


def _by_word(request: Request, word: str) -> Invitation:
    """The open invitation of this word, if it went to the visitor: the word proves that they read that address."""
    limit_writes(request, "invitation-word", times=30)
    found = get_object_or_404(
        Invitation.objects.open().select_related("shop__picture", "by", "to"), word_hash=hash_of(word[:200])
    )
    own = {request.user.email, *EmailAddress.objects.filter(user=request.user).values_list("email", flat=True)}
    is_theirs = found.to_id == request.user.pk if found.to_id else found.email in {email.lower() for email in own}
    if not is_theirs:
        raise Http404
    return found
