"""Choosing a variant by its options, so that every choice is a link and works without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from meadow.goods.models.products import Product, Variant


@dataclass(frozen=True)
class Value:
    """One value of an option: the variant it leads to from here, and whether that one can be had."""

    words: str
    variant: int
    is_chosen: bool
    is_available: bool


@dataclass(frozen=True)
class Choice:
    """One option of a product with its values in the order of the variants."""

    words: str
    values: list[Value]


def choices(product: Product, variants: Sequence[Variant], chosen: Variant | None) -> list[Choice]:
    """The options of a product as seen from the chosen variant.

    A value leads to the variant that differs from the chosen one in this option alone; where there is none, to the
    first with this value that can be had, or else to the first.
    """
    if chosen is None or len(variants) < 2:
        return []
    by_values = {tuple(variant.option_values): variant for variant in variants}
    found = []
    for place in range(len(product.options)):
        values = dict.fromkeys(v.option_values[place] for v in variants if place < len(v.option_values))
        links = [_value(value, place, variants, by_values, chosen) for value in values]
        if len(links) > 1:
            found.append(Choice(product.option_words[place], links))
    # Variants that no option tells apart are still told apart by their names.
    return found or [Choice("", [_whole(variant, chosen) for variant in variants])]


def _value(
    value: str, place: int, variants: Sequence[Variant], by_values: dict[tuple[str, ...], Variant], chosen: Variant
) -> Value:
    wanted = list(chosen.option_values)
    wanted[place : place + 1] = [value]
    exact = by_values.get(tuple(wanted))
    others = [other for other in variants if place < len(other.option_values) and other.option_values[place] == value]
    target = exact or next((other for other in others if can_be_had(other)), others[0])
    is_chosen = place < len(chosen.option_values) and chosen.option_values[place] == value
    return Value(
        target.option_words[place],
        target.pk,
        is_chosen,
        can_be_had(target),
    )


def _whole(variant: Variant, chosen: Variant) -> Value:
    return Value(str(variant), variant.pk, variant == chosen, can_be_had(variant))


def can_be_had(variant: Variant) -> bool:
    return hasattr(variant, "stock") and variant.stock.available != 0
