"""Notes over the API."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from meadow.api.shapes import After, Limit, Page, Picture, answer, own_id, picture
from meadow.goods.models.products import Product
from meadow.plumbing.cursors import leaf
from meadow.plumbing.guests import kept_for_guests
from meadow.venue.notes.models.notes import Note

router = Router(tags=["notes"])


class Author(Schema):
    handle: str
    name: str


class NoteCard(Schema):
    """A note as a list shows it."""

    id: str
    url: str
    title: str
    language: str
    author: Author
    cover: Picture | None
    likes: int
    saves: int
    comments: int
    earns_commission: bool
    published_at: datetime


class PinnedProduct(Schema):
    id: str
    title: str
    url: str


class WholeNote(NoteCard):
    """A note with its words, its photos and the products in it."""

    text: str
    place: str
    photos: list[Picture]
    products: list[PinnedProduct]


def _card(note: Note) -> dict[str, object]:
    return {
        "id": f"note_{note.pk}",
        "url": f"/notes/{note.pk}/",
        "title": note.title,
        "language": note.language,
        "author": {"handle": note.author.handle, "name": note.author.name},
        "cover": picture(note.cover),
        "likes": note.like_count,
        "saves": note.save_count,
        "comments": note.comment_count,
        "earns_commission": note.earns_commission,
        "published_at": note.published_at,
    }


@router.get("", response=Page[NoteCard], summary="Published notes, hottest first")
@kept_for_guests
def notes(
    request: HttpRequest,
    after: After = None,
    limit: Limit = 24,
    language: Annotated[Literal["en", "zh-hans"] | None, Query()] = None,
) -> HttpResponse:
    found = Note.objects.visible_to(None).select_related("author", "cover")
    if language:
        found = found.filter(language=language)
    page = leaf(
        found.only(
            "title", "language", "like_count", "save_count", "comment_count", "published_at", "heat",
            "earns_commission",
            "author__handle", "author__name", "cover__name", "cover__width", "cover__height",
        ),
        by="-heat",
        after=after,
        limit=limit,
    )  # fmt: skip
    return answer({"items": [_card(note) for note in page.rows], "next": page.after})


@router.get("/{note}", response=WholeNote, summary="One note")
@kept_for_guests
def note(request: HttpRequest, note: str) -> HttpResponse:
    found = get_object_or_404(Note.objects.visible_to(None).select_related("author", "cover"), pk=own_id("note", note))
    pins = found.pins.filter(product__in=Product.objects.on_sale()).select_related("product__shop").order_by("pk")
    return answer(
        {
            **_card(found),
            "text": found.text,
            "place": found.place,
            "photos": [picture(shown.photo) for shown in found.photos.select_related("photo")],
            "products": [
                {"id": f"product_{pin.product_id}", "title": pin.product.title, "url": pin.product.get_absolute_url()}
                for pin in pins
            ],
        }
    )
