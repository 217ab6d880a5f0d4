"""Templates' way to where people gather: `{% gatherings person=author came="note" number=note.pk %}`."""

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
    number: int | None = None,
    most: int = 1,
) -> dict[str, Any]:
    """Cards that lead to the groups of a shop, or of a person; `came` and `number` say from where."""
    looker = visitor(context["request"])
    source = f"{came}:{number}" if number is not None else came
    return {"gatherings": gatherings_of(shop=shop, person=person, looker=looker, most=most), "came": source}
