"""Templates' way to where people gather: `{% gatherings shop=shop came="note:5" %}`."""

from typing import Any

from django import template
from django.template.context import RequestContext

from meadow.goods.gatherings import gatherings_of
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.visitors import visitor

register = template.Library()


@register.inclusion_tag("goods/parts/gatherings.html", takes_context=True)
def gatherings(
    context: RequestContext,
    shop: Shop | None = None,
    person: Person | None = None,
    came: str = "",
    most: int = 1,
) -> dict[str, Any]:
    """Cards that lead to the groups of a shop, or of a person; `came` is the place from which they are entered."""
    looker = visitor(context["request"])
    return {"gatherings": gatherings_of(shop=shop, person=person, looker=looker, most=most), "came": came}
