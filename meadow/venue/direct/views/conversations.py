"""One conversation of one's own, and what one can do with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.models.shops import Shop
from meadow.people.actions.news import read_news
from meadow.people.models.news import News
from meadow.people.models.persons import Block, Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.venue.direct.actions.hearing import about
from meadow.venue.direct.actions.requests import accept_request, decline_request, report_request
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.views.lists import listed
from meadow.venue.talk.houses import house_of
from meadow.venue.talk.models.threads import Reader


@login_required
@require_GET
@never_cache
def conversation(request: Request, pk: int) -> HttpResponse:
    """The conversation, with the list beside it where there is room. A shop's team reads it at the desk."""
    found = _visible(request, pk)
    if found.shop is not None and found.member_id != request.user.pk:
        return redirect(found.desk_url)
    reader = Reader.objects.inside().filter(thread=found.pk, person=request.user).first()
    if reader is None:  # they declined it: writing anew from the profile lets them in again
        return redirect("direct:person", found.other_than(request.user).handle)
    have_read_news(request.user, found)
    across = found.side_across(request.user)
    context = listed(request) | {
        "conversation": found,
        "thread": found.thread,
        "across": across,
        "name": across.name if isinstance(across, Person) else across.in_words["name"],
        "shop": across if isinstance(across, Shop) else None,
        "is_request": found.is_request_to(request.user),
        "waits": found.is_request_of(request.user),
        "is_blocked": isinstance(across, Person) and Block.objects.filter(by=request.user, blocked=across).exists(),
        "refusal": refusal_of(found, request.user),
    }
    return TemplateResponse(request, "direct/conversation.html", context)


@login_required
@require_POST
def acceptance(request: Request, pk: int) -> HttpResponse:
    """Let somebody write; `_method=delete` declines it, and `report` has it looked at as well."""
    limit_writes(request, "requests", times=60)
    found = _visible(request, pk)
    if not is_removal(request):
        accept_request(found, by=request.user)
        return redirect(found)
    if request.POST.get("report"):
        report_request(found, by=request.user)
        messages.success(request, _("Thank you. We look at it, and you hear nothing more of them."))
    else:
        decline_request(found, by=request.user)
        messages.success(request, _("You hear nothing more of it. They are not told."))
    return redirect("direct:conversations")


def _visible(request: Request, pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user).with_sides(), pk=pk)


def have_read_news(person: Person, conversation: Conversation) -> None:
    """Whoever looks at a conversation knows what its news told."""
    unread = News.objects.visible_to(person).unread().filter(about=about(conversation))
    for one in unread[:20]:
        read_news(one)


def refusal_of(conversation: Conversation, person: Person) -> str:
    """Why this person cannot speak here now, if they cannot."""
    try:
        house_of(conversation.thread).may_speak(conversation.thread, person)
    except Refusal as refused:
        return str(refused)
    return ""
