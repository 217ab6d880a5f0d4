"""Saying something under a note, and keeping that talk."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.venue.notes.actions.comments import (
    comment_on,
    delete_comment,
    hide_comment,
    pin_comment,
    unhide_comment,
    unpin_comment,
)
from meadow.venue.notes.forms.talk import CommentForm
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.views.talk import REPLIES, known_handles, talk_under


@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """The talk under a note, leaf by leaf; and, to POST, one more word."""
    if request.method == "POST":
        return _say(request, pk)
    reader = visitor(request)
    note = get_object_or_404(Note.objects.visible_to(reader).select_related("author__picture"), pk=pk)
    return _talk(request, note, CommentForm())


def _say(request: HttpRequest, pk: int) -> HttpResponse:
    writer = visitor(request)
    if writer is None:
        return redirect_to_login(reverse("notes:note", args=[pk]))
    limit_writes(request, "comment", times=20)
    note = get_object_or_404(Note.objects.readable_by(writer).select_related("author__picture"), pk=pk)
    form = CommentForm(request.POST, note=note, reader=writer)
    if not form.is_valid():
        return _talk(request, note, form, status=422)
    said = comment_on(note, form.cleaned_data["text"], by=writer, parent=form.cleaned_data["parent"])
    if request.headers.get("HX-Request"):
        note.refresh_from_db(fields=["comment_count"])
        return _talk(request, note, CommentForm())
    return redirect(f"{note.get_absolute_url()}#comment-{said.pk}")


@require_GET
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """All replies to one comment, leaf by leaf, oldest first."""
    reader = visitor(request)
    comment = get_object_or_404(
        Comment.objects.visible_to(reader)
        .filter(parent=None, note__in=Note.objects.visible_to(reader))
        .select_related("author__picture", "note__author"),
        pk=pk,
    )
    seen = Comment.objects.visible_to(reader).filter(parent=comment).select_related("author__picture")
    page = leaf(seen, by="pk", after=request.GET.get("after"), limit=REPLIES)
    context = {
        "note": comment.note,
        "comment": comment,
        "leaf": page,
        "is_mine": reader == comment.note.author,
        "handles": known_handles(comment.text, *(reply.text for reply in page.rows)),
    }
    template = "notes/replies.html#leaf" if request.headers.get("HX-Request") else "notes/replies.html"
    return TemplateResponse(request, template, context)


@login_required
@require_http_methods(["POST", "DELETE"])
def comment(request: Request, pk: int) -> HttpResponse:
    """Take back what one said."""
    limit_writes(request, "comment-keeping", times=60)
    found = get_object_or_404(Comment.objects.visible_to(request.user).filter(author=request.user), pk=pk)
    return _after(request, delete_comment(found, by=request.user))


@login_required
@require_POST
def hiding(request: Request, pk: int) -> HttpResponse:
    """Hide a comment under one's note, or show it again."""
    found = _under_own_note(request, pk)
    return _after(request, (unhide_comment if is_removal(request) else hide_comment)(found, by=request.user))


@login_required
@require_POST
def pin(request: Request, pk: int) -> HttpResponse:
    """Keep a comment above the others under one's note, or let it go."""
    found = _under_own_note(request, pk)
    return _after(request, (unpin_comment if is_removal(request) else pin_comment)(found, by=request.user))


def _under_own_note(request: Request, pk: int) -> Comment:
    limit_writes(request, "comment-keeping", times=60)
    return get_object_or_404(Comment.objects.visible_to(request.user).filter(note__author=request.user), pk=pk)


def _after(request: Request, comment: Comment) -> HttpResponse:
    note = Note.objects.select_related("author__picture").get(pk=comment.note_id)
    if request.headers.get("HX-Request"):
        return _talk(request, note, CommentForm())
    return redirect(f"{note.get_absolute_url()}#talk")


def _talk(request: HttpRequest, note: Note, form: CommentForm, *, status: int = 200) -> HttpResponse:
    """One leaf of the talk: the whole section after something was said, the next threads when scrolled to."""
    reader = visitor(request)
    after = request.GET.get("after") if request.method == "GET" else None
    talk = talk_under(note, reader, after=after)
    context = {
        "note": note,
        "talk": talk,
        "comment_form": form,
        "handles": known_handles(*talk.texts),
        "is_mine": reader == note.author,
    }
    if request.headers.get("HX-Request"):
        template = "notes/parts/threads.html" if after else "notes/parts/talk.html"
    else:
        template = "notes/comments.html"
    return TemplateResponse(request, template, context, status=status)
