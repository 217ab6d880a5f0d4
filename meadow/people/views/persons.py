"""Pages of people, and the doors to follow and block them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meadow.people.actions.follows import block_person, follow_person, unblock_person, unfollow_person
from meadow.people.models.persons import Follow, Person, PersonQuerySet
from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests
from meadow.plumbing.limits import limit_writes

LINES = 30


def _seen(request: HttpRequest) -> PersonQuerySet:
    """People as the visitor may see them."""
    viewer = visitor(request)
    return Person.objects.visible_to(viewer).as_seen_by(viewer)


@require_GET
@kept_for_guests
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody's page."""
    shown = get_object_or_404(_seen(request).for_profile(), handle=handle)
    return TemplateResponse(request, "people/person.html", {"person": shown, "tab": "notes"})


@require_GET
def followers(request: HttpRequest, handle: str) -> HttpResponse:
    """Who follows somebody."""
    return _follows(request, handle, "followers")


@require_http_methods(["GET", "POST", "DELETE"])
def following(request: HttpRequest, handle: str) -> HttpResponse:
    """Whom somebody follows; and, to POST and DELETE, the visitor's own following of that person."""
    if request.method == "GET":
        return _follows(request, handle, "following")
    return _change_following(cast(Request, request), handle)  # which turns guests away


def _follows(request: HttpRequest, handle: str, tab: str) -> HttpResponse:
    shown = get_object_or_404(_seen(request).for_profile(), handle=handle)
    theirs, other = ("followed", "follower") if tab == "followers" else ("follower", "followed")
    follows = Follow.objects.filter(**{theirs: shown}).seen_by(visitor(request)).select_related(f"{other}__picture")
    page = leaf(follows, by="-pk", after=request.GET.get("after"), limit=LINES)
    context = {"person": shown, "tab": tab, "leaf": page, "people": [getattr(row, other) for row in page.rows]}
    template = "people/follows.html#lines" if request.headers.get("HX-Request") else "people/follows.html"
    return TemplateResponse(request, template, context)


@login_required
def _change_following(request: Request, handle: str) -> HttpResponse:
    limit_writes(request, "follow", times=60, seconds=60)
    other = get_object_or_404(Person.objects.visible_to(request.user), handle=handle)
    if is_removal(request):
        unfollow_person(other, by=request.user)
    else:
        follow_person(other, by=request.user)
    if request.headers.get("HX-Request"):
        other = _seen(request).get(pk=other.pk)
        return TemplateResponse(request, "people/parts/follow.html", {"person": other})
    return _back(request, other)


@login_required
@require_http_methods(["POST", "DELETE"])
def block(request: Request, handle: str) -> HttpResponse:
    """Keep somebody away, or let them near again; also somebody who keeps the visitor away, once they are blocked."""
    limit_writes(request, "block", times=30, seconds=60)
    seen = Q(pk__in=Person.objects.visible_to(request.user).values("pk")) | Q(blocked_by__by=request.user)
    other = get_object_or_404(Person.objects.filter(seen).distinct(), handle=handle)
    if is_removal(request):
        unblock_person(other, by=request.user)
        messages.success(request, _("%(name)s may come near again.") % {"name": other.name})
    else:
        block_person(other, by=request.user)
        messages.success(request, _("You will not see %(name)s any more.") % {"name": other.name})
    return _back(request, other)


def _back(request: HttpRequest, person: Person) -> HttpResponse:
    """To where the form stood, when it says so, or to the person's page."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect(person)
