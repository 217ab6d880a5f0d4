"""Beginning a group, changing it, and closing it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words
from meadow.venue.groups.actions.making import change_group, close_group, make_group
from meadow.venue.groups.forms.groups import ONESELF, GroupForm
from meadow.venue.groups.models.groups import Group
from meadow.venue.groups.refusals import NotToBegin, TooManyGroups
from meadow.venue.groups.running import OWNER, may_begin, run_group
from meadow.venue.groups.waiting import what_waits


@login_required
@require_http_methods(["GET", "POST"])
@idempotent("make-group")
def new(request: Request) -> HttpResponse:
    """A new group; whoever may begin none reads why, and what leads there."""
    if not may_begin(request.user):
        if request.method == "POST":
            raise NotToBegin
        return TemplateResponse(request, "groups/not_to_begin.html")
    if request.method == "GET":
        return _page(request, GroupForm(maker=request.user, place=_place_asked_for(request)))
    limit_writes(request, "group", times=30)
    form = GroupForm(request.POST, request.FILES, maker=request.user)
    group = _made(request, form) if form.is_valid() else None
    return redirect(group) if group else _page(request, form, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """What a group says, holds and asks for."""
    group = run_group(request, pk, OWNER)
    if request.method == "GET":
        return _page(request, GroupForm(maker=group.owner, group=group), group)
    limit_writes(request, "group", times=30)
    form = GroupForm(request.POST, request.FILES, maker=group.owner, group=group)
    if form.is_valid():
        picture = _picture(form, group, request.user)
        if not form.errors:
            change_group(group, form.plan(picture=picture), by=request.user)
            messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("groups:about", group.pk)
    return _page(request, form, group, status=422)


@login_required
@require_POST
def closing(request: Request, pk: int) -> HttpResponse:
    """Have nothing more said."""
    limit_writes(request, "group", times=30)
    group = close_group(run_group(request, pk, OWNER), by=request.user)
    messages.success(request, _("“%(name)s” is closed.") % {"name": group.name})
    return redirect("groups:about", group.pk)


def _made(request: Request, form: GroupForm) -> Group | None:
    picture = _picture(form, None, request.user)
    if form.errors:
        return None
    try:
        return make_group(form.plan(picture=picture), by=request.user, shop=form.shop)
    except TooManyGroups as refused:
        form.add_error(None, str(refused))
        return None


def _picture(form: GroupForm, group: Group | None, by: Person) -> int | None:
    """The photo that was uploaded, or the one the group has; says at the field when it is none."""
    said = form.cleaned_data
    if said["picture"]:
        try:
            return put_photo(said["picture"], by=by).pk
        except PictureRefused as refused:
            form.add_error("picture", in_words(refused))
            return None
    return None if group is None or said.get("remove_picture") else group.picture_id


def _place_asked_for(request: Request) -> str:
    asked = request.GET.get("shop", "")
    return asked if asked.isdecimal() else ONESELF


def _page(request: Request, form: GroupForm, group: Group | None = None, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "group": group, "key": uuid.uuid4().hex, "tab": "edit"}
    context["entry_fields"] = [form[name] for name in form.entry_fields if name in form.fields]
    if group is not None:
        context |= {"role": OWNER, "is_owner": True, "waits": what_waits(group), "member": True}
    return TemplateResponse(request, "groups/edit.html", context, status=status)
