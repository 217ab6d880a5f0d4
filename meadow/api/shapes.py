"""Shapes that several answers share, and how they are written."""

from typing import Annotated, Generic, TypeVar

import orjson
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from ninja import Field, Query, Schema

from meadow.people.models.photos import Photo

Item = TypeVar("Item")

After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]


class Page(Schema, Generic[Item]):
    """One page of a list; `next` is the cursor of the page after it, or null on the last one."""

    items: list[Item]
    next: str | None


class Picture(Schema):
    """A photo: the address of its largest rendition and its size in pixels."""

    url: str
    width: int
    height: int


class Amount(Schema):
    """Money in minor units of an ISO 4217 currency."""

    amount: int
    currency: Annotated[str, Field(min_length=3, max_length=3)]


def answer(body: object) -> HttpResponse:
    """The body as JSON. Answers are built from known columns, so they are written without being checked again."""
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def picture(photo: Photo | None) -> dict[str, object] | None:
    if photo is None:
        return None
    return {"url": default_storage.url(photo.name), "width": photo.width, "height": photo.height}


def own_id(prefix: str, given: str) -> int:
    """The number behind a prefixed id such as `note_12`; anything else is not there."""
    head, _, number = given.partition("_")
    if head != prefix or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    return int(number)
