"""Templates' small words of the page shell: drawings, doors, and points on a photo."""

from hashlib import blake2b
from typing import Final

from django import template
from django.core.cache import caches
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.context import RequestContext
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meadow.web.bar import Counts
from meadow.web.desk_tabs import Section, sections_for

register = template.Library()
_PLACE: Final = "\0token\0"  # no page holds a NUL


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the drawings of icons.svg; without a label it is decoration that no screen reader mentions."""
    sheet = static("meadow/icons.svg")
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sheet, name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sheet, name)


@register.simple_tag
def motif(name: str) -> SafeString:
    """One of the larger drawings of motifs.svg, for a place that is still empty."""
    return format_html(
        '<svg class="icon motif" viewBox="0 0 160 112" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("meadow/motifs.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def kept_part(context: RequestContext, template: str) -> SafeString:
    """A part of the page's shell, rendered once for each visitor's face and place and kept for ten minutes.

    Its template sees only the words listed here, and all of them are in the key. The anti-forgery token never is: its
    place is kept, and filled for the request at hand.
    """
    request: HttpRequest = context["request"]
    words = {name: context.get(name) for name in ("meadow_name", "here", "theme", "LANGUAGES", "LANGUAGE_CODE")}
    user = context["user"]
    if user.is_authenticated:
        words["cart_count"], words["unread_news"], words["unread_messages"] = counts_in(context)
    else:
        words["cart_count"] = int(str(context.get("cart_count") or 0))  # it comes as a lazy object
    face = (user.pk, user.handle, user.name, user.picture_id, user.is_staff) if user.is_authenticated else ()
    key = blake2b(repr((template, words, face)).encode(), digest_size=20).hexdigest()
    cache = caches["fragments"]
    kept: str | None = cache.get(key)
    if kept is None:
        kept = get_template(template).render({**words, "user": user, "csrf_token": _PLACE})
        cache.set(key, kept, 600)
    return SafeString(kept.replace(_PLACE, get_token(request)) if _PLACE in kept else kept)


def counts_in(context: RequestContext) -> Counts:
    """What the page's own words say of the bar; a page that was given none counts nothing."""
    counts = context.get("bar_counts")
    return Counts(*counts) if counts else Counts()


@register.simple_tag(takes_context=True)
def door(context: RequestContext, view: str, drawing: str, label: str, kind: str = "") -> SafeString:
    """A link to one of the main pages, marked when it is the page at hand."""
    here = SafeString(' aria-current="page"' if context.get("here") == view else "")
    return format_html(
        '<a href="{}" class="door{}"{}>{}<span>{}</span></a>',
        reverse(view),
        f" door-{kind}" if kind else "",
        here,
        icon(drawing),
        label,
    )


@register.simple_tag(takes_context=True)
def desk_sections(context: RequestContext) -> list[Section]:
    """The sections of a shop's desk that are there for the person at it."""
    return sections_for(getattr(context.get("seat"), "role", None), str(context.get("desk_tab", "")))


@register.simple_tag
def point(x: float | None, y: float | None) -> str:
    """The classes of a pin at a point of a photo (fractions from the top left); its words stand on the wider side."""
    return f"pin px-{percent(x)} py-{percent(y)}{' pin-left' if percent(x) > 50 else ''}"


@register.filter
def percent(fraction: float | None) -> int:
    """A fraction as the whole percent that the classes `px-0` … `px-100` and `py-0` … `py-100` are named after."""
    return min(100, max(0, round((fraction or 0) * 100)))
