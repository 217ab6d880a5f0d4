"""One note's page, and what people do with it there."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.goods.cheapest import name_cheapest
from meadow.goods.models.products import Product, Variant
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.guests import kept_for_guests
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.public import public
from meadow.venue.notes.actions.collections import make_collection, save_note, unsave_note
from meadow.venue.notes.actions.likes import like_note, unlike_note
from meadow.venue.notes.actions.publishing import delete_note, restore_note
from meadow.venue.notes.cards import marked_notes, note_cards
from meadow.venue.notes.forms.collections import CollectionForm, SavingForm
from meadow.venue.notes.forms.talk import CommentForm
from meadow.venue.notes.models.likes import Collection, Saved
from meadow.venue.notes.models.notes import Note, NotePhoto, Pin
from meadow.venue.notes.models.things import Thing
from meadow.venue.notes.questions import what_goes_on, what_it_plays
from meadow.venue.notes.structured import note_data
from meadow.venue.notes.views.talk import known_handles, talk_under
from meadow.venue.notes.views.things import things_shown

OTHERS = 6
Door = Callable[[Request, int], HttpResponse]


@dataclass
class Slide:
    """One photo of the gallery with the products pinned to it and the things tagged on it."""

    shown: NotePhoto
    pins: list[Pin] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)


def signed_in_on_the_note(view: Door) -> Callable[[HttpRequest, int], HttpResponse]:
    """A door that stands on a note's page and has no page of its own: guests sign in and come back to the note."""

    @functools.wraps(view)
    def door(request: HttpRequest, pk: int) -> HttpResponse:
        if visitor(request) is None:
            return redirect_to_login(reverse("notes:note", args=[pk]))
        return view(cast(Request, request), pk)

    return door


@require_GET
@kept_for_guests
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note with its photos, words, goods and talk."""
    reader = visitor(request)
    seen = Note.objects.visible_to(reader).for_cards()
    if reader is None:
        # Nothing ties a guest to a note or its author: one statement is enough.
        shown = get_object_or_404(seen, pk=pk)
    else:
        shown = get_object_or_404(seen.as_seen_by(reader), pk=pk)
        shown.author = (
            Person.objects.get_queryset().as_seen_by(reader).select_related("picture").get(pk=shown.author_id)
        )
    author = shown.author
    pins = _pins(shown)
    things = things_shown(shown, reader, {pin.product_id for pin in pins})
    talk = talk_under(shown, reader, after=None)
    others = Note.objects.readable_by(reader).filter(author=author).exclude(pk=pk)
    slides = _slides(shown, pins, things)
    context = {
        "note": shown,
        "author": author,
        "slides": slides,
        "pins": pins,
        "things": things,
        "talk": talk,
        "going_on": what_goes_on(shown, {pin.product_id for pin in pins}, reader),
        "playing": what_it_plays(shown, reader),
        "handles": known_handles(shown.text, *talk.texts),
        "others": note_cards(list(marked_notes(others).order_by("-published_at", "-pk")[:OTHERS])),
        "is_mine": reader == author,
        "comment_form": CommentForm(),
        "share_image": public(shown.cover.url) if shown.cover else "",
        "structured": note_data(shown, [slide.shown for slide in slides]),
    }
    if reader is not None:
        context["collections"] = _collections(shown, reader)
    return TemplateResponse(request, "notes/note.html", context)


@require_http_methods(["POST", "DELETE"])
@signed_in_on_the_note
def like(request: Request, pk: int) -> HttpResponse:
    """Like the note, or take the like back."""
    limit_writes(request, "like", times=120)
    shown = get_object_or_404(Note.objects.readable_by(request.user), pk=pk)
    if is_removal(request):
        unlike_note(shown, by=request.user)
    else:
        like_note(shown, by=request.user)
    return _actions(request, shown)


@require_http_methods(["POST", "DELETE"])
@signed_in_on_the_note
def saving(request: Request, pk: int) -> HttpResponse:
    """Save the note: in passing, into one of one's collections, or into a new one; or take it out again."""
    limit_writes(request, "save", times=120)
    shown = get_object_or_404(Note.objects.exclude(state=Note.State.DELETED), pk=pk)
    form = SavingForm(request.POST, person=request.user)
    if not form.is_valid():
        return _actions(request, shown, saving_form=form, status=422)
    collection = form.cleaned_data["collection"]
    if is_removal(request):
        unsave_note(shown, by=request.user, collection=collection)
    else:
        # What the reader may not see is refused before a collection is begun for it.
        get_object_or_404(Note.objects.readable_by(request.user), pk=pk)
        if form.cleaned_data["name"]:
            collection = make_collection(form.cleaned_data["name"], by=request.user)
        save_note(shown, by=request.user, collection=collection)
    return _actions(request, shown)


@login_required
@require_POST
def deletion(request: Request, pk: int) -> HttpResponse:
    """Delete one's note, or within half a minute take the deletion back."""
    limit_writes(request, "note", times=60)
    if is_removal(request):
        found = get_object_or_404(Note.objects.restorable_by(request.user), pk=pk)
        return redirect(restore_note(found, by=request.user))
    delete_note(get_object_or_404(Note.objects.written_by(request.user), pk=pk), by=request.user)
    return redirect("notes:drafts")


def _actions(
    request: Request, shown: Note, *, saving_form: SavingForm | None = None, status: int = 200
) -> HttpResponse:
    """The row of hearts and shelves as it stands now; or, without htmx, the note's page."""
    if not request.headers.get("HX-Request"):
        if saving_form is not None:
            return TemplateResponse(
                request,
                "notes/saving.html",
                {"note": shown, "saving_form": saving_form, "form": CollectionForm()},
                status=status,
            )
        readable = Note.objects.readable_by(request.user).filter(pk=shown.pk).exists()
        return redirect(f"{shown.get_absolute_url()}#actions" if readable else reverse("notes:collections"))
    now = get_object_or_404(Note.objects.visible_to(request.user).as_seen_by(request.user), pk=shown.pk)
    context = {"note": now, "collections": _collections(now, request.user), "saving_form": saving_form}
    return TemplateResponse(request, "notes/parts/actions.html", context, status=status)


def _pins(shown: Note) -> list[Pin]:
    """The products that are on sale now, each with its variants as `on_offer`."""
    offered = Variant.objects.filter(is_active=True).select_related("stock").order_by("position", "pk")
    pins = list(
        shown.pins.filter(product__in=Product.objects.on_sale())
        .select_related("product__shop", "product__cover")
        .prefetch_related(Prefetch("product__variants", offered, to_attr="on_offer"))
        .order_by("pk")
    )
    name_cheapest(pin.product for pin in pins)
    return pins


def _slides(shown: Note, pins: list[Pin], things: list[Thing]) -> list[Slide]:
    slides = {photo.pk: Slide(photo) for photo in shown.photos.select_related("photo")}
    for pin in pins:
        if pin.photo_id in slides:
            slides[pin.photo_id].pins.append(pin)
    for thing in things:
        if thing.photo_id in slides:
            slides[thing.photo_id].things.append(thing)
    return list(slides.values())


def _collections(shown: Note, reader: Person) -> list[Collection]:
    """The reader's collections, each with whether it `holds` the note."""
    holds = Exists(Saved.objects.filter(note=shown, collection=OuterRef("pk")))
    return list(Collection.objects.kept_by(reader).annotate(holds=holds).order_by("name"))
