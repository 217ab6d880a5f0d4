"""One's collections of saved notes; nobody else sees them."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.models.photos import Photo
from meadow.people.visitors import Request
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.venue.notes.actions.collections import delete_collection, make_collection, rename_collection
from meadow.venue.notes.forms.collections import CollectionForm
from meadow.venue.notes.models.likes import Collection, Saved
from meadow.venue.notes.models.notes import Note, NoteQuerySet

CARDS = 24
SHELVES = 30


@login_required
@require_http_methods(["GET", "POST"])
def collections(request: Request) -> HttpResponse:
    """All of one's collections; to POST, one more."""
    form = CollectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        limit_writes(request, "collection", times=30)
        if form.is_valid():
            return redirect(make_collection(form.cleaned_data["name"], by=request.user))
        status = 422
    readable = Note.objects.readable_by(request.user)
    size = Count("saved", filter=Q(saved__note__in=readable))
    shelves = Collection.objects.kept_by(request.user).annotate(size=size)
    page = leaf(shelves, by="pk", after=request.GET.get("after"), limit=SHELVES)
    covers = _newest_covers(page.rows, readable)
    context = {"form": form, "leaf": page, "shelves": [(shelf, covers.get(shelf.pk)) for shelf in page.rows]}
    template = "notes/collections.html#leaf" if request.headers.get("HX-Request") else "notes/collections.html"
    return TemplateResponse(request, template, context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def collection(request: Request, pk: int) -> HttpResponse:
    """The notes of one collection, the last saved first; to POST, its new name."""
    shelf = get_object_or_404(Collection.objects.kept_by(request.user), pk=pk)
    form = CollectionForm(request.POST or None, initial={"name": shelf.name})
    status = 200
    if request.method == "POST":
        limit_writes(request, "collection", times=30)
        if form.is_valid():
            return redirect(rename_collection(shelf, form.cleaned_data["name"], by=request.user))
        status = 422
    readable = Note.objects.readable_by(request.user)
    saved = shelf.saved.filter(note__in=readable).select_related("note__author__picture", "note__cover")
    page = leaf(saved, by="-pk", after=request.GET.get("after"), limit=CARDS)
    context = {"shelf": shelf, "form": form, "leaf": page}
    template = "notes/collection.html#leaf" if request.headers.get("HX-Request") else "notes/collection.html"
    return TemplateResponse(request, template, context, status=status)


@login_required
@require_POST
def deletion(request: Request, pk: int) -> HttpResponse:
    """Remove a collection; the notes themselves stay where they are."""
    limit_writes(request, "collection", times=30)
    delete_collection(get_object_or_404(Collection.objects.kept_by(request.user), pk=pk), by=request.user)
    return redirect("notes:collections")


def _newest_covers(shelves: list[Collection], readable: NoteQuerySet) -> dict[int, Photo]:
    """The photo that each collection is known by: the cover of what was saved last and can still be read."""
    saved = Saved.objects.filter(collection__in=shelves, note__in=readable.exclude(cover=None))
    newest = saved.select_related("note__cover").order_by("collection", "-pk").distinct("collection")
    return {row.collection_id: row.note.cover for row in newest if row.note.cover}
