"""Doors to archives: only who may have one and has just shown who they are gets it; nothing on the way keeps a copy."""

import functools
import time
from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils import timezone

from meadow.moving.models.exports import Export
from meadow.people.visitors import Request
from meadow.plumbing.private import private_files

LATELY = 15 * 60
"""Seconds for which having signed in, or having shown again who one is, opens these doors."""
Door = TypeVar("Door", bound=Callable[..., HttpResponseBase])


def signed_in_lately(view: Door) -> Door:
    """Ask who signed in long ago for the password or passkey again: a device left open hands out no archive."""

    @functools.wraps(view)
    def door(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        shown = [record["at"] for record in get_authentication_records(request, request.user)]
        can_show = get_adapter().get_reauthentication_methods(request.user)
        if can_show and max(shown, default=0) < time.time() - LATELY:
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return cast(Door, door)


def handed_over(export: Export, name: str) -> FileResponse:
    """The archive as a download; 404 when its time is over or its file has gone."""
    if export.state != Export.State.DONE or export.expires_at is None or export.expires_at <= timezone.now():
        raise Http404
    try:
        file = private_files().open(export.file.name or "", "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
