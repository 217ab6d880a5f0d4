"""Templates' view of what people typed: `{{ note.text|linked:handles }}`."""

from collections.abc import Container

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from meadow.venue.notes.words import Kind, Piece, pieces

register = template.Library()


@register.filter
def linked(text: str, handles: Container[str] = ()) -> SafeString:
    """The text with its hashtags, links and mentions linked; only mentions in `handles` name somebody.

    Everything typed is escaped. Links leave without a recommendation (`nofollow ugc`) and without a way back.
    """
    return SafeString("".join(_shown(piece, handles) for piece in pieces(text)))


def _shown(piece: Piece, handles: Container[str]) -> str:
    if piece.kind is Kind.HASHTAG:
        return format_html('<a href="{}" rel="tag">{}</a>', reverse("notes:hashtag", args=[piece.target]), piece.text)
    if piece.kind is Kind.MENTION and piece.target in handles:
        return format_html('<a href="{}">{}</a>', reverse("people:person", args=[piece.target]), piece.text)
    if piece.kind is Kind.LINK:
        return format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', piece.target, piece.text)
    return escape(piece.text)
