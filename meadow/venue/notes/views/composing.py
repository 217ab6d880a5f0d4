"""Composing notes: with scripts everything is kept as one goes, without them the same form does it in one step."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meadow.goods.models.products import Product
from meadow.people.actions.photos import put_photo
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words, problem
from meadow.venue.notes.actions.publishing import publish_note, schedule_note, unschedule_note
from meadow.venue.notes.actions.things import ThingShown
from meadow.venue.notes.actions.writing import PhotoShown, ProductShown, edit_note, write_note
from meadow.venue.notes.forms.notes import NoteForm
from meadow.venue.notes.forms.rows import in_one_line
from meadow.venue.notes.models.notes import MOST_PHOTOS, Note, Pin
from meadow.venue.notes.models.things import LONGEST_NAME
from meadow.venue.notes.questions import what_it_plays
from meadow.venue.notes.refusals import AlreadyPublished

FOUND = 12


@login_required
@require_http_methods(["GET", "POST"])
@idempotent("compose-note")
def compose(request: Request) -> HttpResponse:
    """A new note: an empty form, and what was typed into it."""
    if request.method == "POST":
        return _keep(request, None)
    form = NoteForm()
    wanted = request.GET.get("product", "")
    if wanted.isdecimal() and len(wanted) < 19 and Product.objects.on_sale().filter(pk=wanted).exists():
        form.shown_products = [ProductShown(product=int(wanted))]
    return _form(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """One's own note, to be changed in any state."""
    note = get_object_or_404(Note.objects.written_by(request.user), pk=pk)
    if request.method == "POST":
        return _keep(request, note)
    at = note.publish_at
    form = NoteForm(
        initial={
            "title": note.title,
            "text": note.text,
            "place": note.place,
            "publish_at": timezone.localtime(at) if at else None,
        }
    )
    form.shown_photos = [
        PhotoShown(photo=shown.photo_id, alt=shown.alt, original=shown.original_id) for shown in note.photos.all()
    ]
    pins = note.pins.select_related("photo").order_by("pk")
    form.shown_products = [
        ProductShown(product=pin.product_id, photo=pin.photo.photo_id if pin.photo else None, x=pin.x, y=pin.y)
        for pin in pins
    ]
    # What is pinned as a product is that product's row and no thing's.
    form.shown_things = [
        ThingShown(name=thing.name, photo=thing.photo.photo_id if thing.photo else None, x=thing.x, y=thing.y)
        for thing in note.things.select_related("photo").order_by("pk")
        if thing.product_id not in {pin.product_id for pin in pins}
    ]
    return _form(request, form, note)


@login_required
@require_GET
def product_search(request: Request) -> HttpResponse:
    """Products on sale whose title, in any of their languages, or whose shop's name holds the words typed."""
    typed = in_one_line(request.GET.get("q", ""))[:100]
    found = Product.objects.on_sale().select_related("shop", "cover")
    for word in typed.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(translations__icontains=word) | Q(shop__name__icontains=word))
    context = {
        "products": found.order_by("-pk")[:FOUND],
        "typed": typed,
        "may_be_named": 0 < len(typed) <= LONGEST_NAME,
    }
    return TemplateResponse(request, "notes/parts/product_choices.html", context)


def _keep(request: Request, note: Note | None) -> HttpResponse:
    """Keep what was composed and do what the pressed button says: draft, publish, schedule or (once published) save."""
    limit_writes(request, "note", times=120)
    intent = request.POST.get("do", "save" if note is not None and note.is_published else "draft")
    if note is not None and note.is_published:
        if intent == "draft":  # a window that was left open must not change what others read
            raise AlreadyPublished
        intent = "save"
    elif intent not in {"draft", "publish", "schedule"}:
        intent = "draft"
    form = NoteForm(request.POST, request.FILES, intent=intent)
    form.is_valid()
    # Even when a field is wrong, what was uploaded stays, so that nobody uploads it twice.
    uploaded = _take_in(request, form)
    if form.errors:
        form.shown_photos += [PhotoShown(photo=photo) for photo in uploaded]
        return _wrong(request, form, note)
    content = form.content(uploaded, language=get_language() or "en")
    kept = write_note(content, by=request.user) if note is None else edit_note(note, content, by=request.user)
    if intent == "publish":
        kept = publish_note(kept, by=request.user)
    elif intent == "schedule":
        kept = schedule_note(kept, form.cleaned_data["publish_at"], by=request.user)
    elif intent == "draft" and kept.state == Note.State.SCHEDULED and not wants_json(request):
        kept = unschedule_note(kept, by=request.user)
    return _kept(request, kept)


def _take_in(request: Request, form: NoteForm) -> list[int]:
    """Put the uploaded files; say at the field which of them is no photo."""
    if form.errors.get("photos"):
        return []
    photos = []
    for file in form.cleaned_data.get("photos", []):
        try:
            photos.append(put_photo(file, by=request.user).pk)
        except PictureRefused as refused:
            form.add_error("photos", f"{file.name}: {in_words(refused)}")
    return photos


def _kept(request: Request, note: Note) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"id": note.pk, "url": reverse("notes:edit", args=[note.pk]), "state": note.state})
    if note.is_published:
        return redirect(note)
    if note.state == Note.State.SCHEDULED:
        messages.success(request, _("Your note will be published at the moment you chose."))
    else:
        messages.success(request, _("Your draft is kept."))
    return redirect(f"{reverse('notes:drafts')}?tab={note.state}")


def _wrong(request: Request, form: NoteForm, note: Note | None) -> HttpResponse:
    if wants_json(request):
        errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
        return problem(422, "bad-note", _("This note cannot be kept as it is."), errors=errors)
    return _form(request, form, note, status=422)


def _form(request: Request, form: NoteForm, note: Note | None, *, status: int = 200) -> HttpResponse:
    named = [pk for shown in form.shown_photos for pk in (shown.photo, shown.original) if pk]
    photos = Photo.objects.put_here_by(request.user).in_bulk(named)
    # A form can name any product; it is told only of those on sale and of those that the note shows already.
    may_be_told = Q(pk__in=Product.objects.on_sale().values("pk")) | Q(
        pk__in=Pin.objects.filter(note=note).values("product")
    )
    products = (
        Product.objects.filter(may_be_told)
        .select_related("shop", "cover")
        .in_bulk([shown.product for shown in form.shown_products])
    )
    context: dict[str, Any] = {
        "form": form,
        "note": note,
        "playing": what_it_plays(note, request.user) if note else None,
        "photo_rows": [
            (shown, photos[shown.photo], photos.get(shown.original or 0))
            for shown in form.shown_photos
            if shown.photo in photos
        ],
        "thing_rows": form.shown_things,
        "pin_rows": [(shown, products[shown.product]) for shown in form.shown_products if shown.product in products],
        "most_photos": MOST_PHOTOS,
        "key": uuid.uuid4().hex,
    }
    return TemplateResponse(request, "notes/compose.html", context, status=status)
