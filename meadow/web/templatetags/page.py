"""Templates' small words of the page shell: drawings, doors, and points on a photo."""

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


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


@register.simple_tag
def point(x: float | None, y: float | None) -> str:
    """The classes of a pin at a point of a photo (fractions from the top left); its words stand on the wider side."""
    return f"pin px-{percent(x)} py-{percent(y)}{' pin-left' if percent(x) > 50 else ''}"


@register.filter
def percent(fraction: float | None) -> int:
    """A fraction as the whole percent that the classes `px-0` … `px-100` and `py-0` … `py-100` are named after."""
    return min(100, max(0, round((fraction or 0) * 100)))
