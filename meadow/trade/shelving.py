"""What goes back on the shelf when pieces of order lines do: of a bundle what it was made of when it was sold."""

from collections import Counter
from collections.abc import Iterable, Mapping

from meadow.goods.actions.bundles import in_parts
from meadow.goods.models.products import Variant
from meadow.trade.models.lines import OrderLine


def on_the_shelf(pieces: Iterable[tuple[OrderLine, int]]) -> dict[int, int]:
    """Variants and quantities that so many pieces of these lines are in stock."""
    found: Counter[int] = Counter()
    unknown: Counter[int] = Counter()
    for line, quantity in pieces:
        if line.is_digital or not quantity:
            continue
        if line.parts and all("variant" in part for part in line.parts):
            for part in line.parts:
                found[part["variant"]] += part["quantity"] * quantity
        elif line.parts:  # sold before lines kept which variants their parts are
            unknown[line.variant_id] += quantity
        else:
            found[line.variant_id] += quantity
    found.update(in_parts(unknown))
    return _still_there(found)


def _still_there(quantities: Mapping[int, int]) -> dict[int, int]:
    known = set(Variant.objects.filter(pk__in=quantities, stock__isnull=False).values_list("pk", flat=True))
    return {variant: quantity for variant, quantity in quantities.items() if variant in known}
