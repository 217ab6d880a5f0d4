"""Which known variant a text speaks of, by the names that it gives it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from meadow.goods.models.products import Variant

Text = TypeVar("Text")
Name = tuple[Callable[[Text], object], Callable[[Variant], object]]


def namesakes(texts: Sequence[Text], variants: Iterable[Variant], names: Sequence[Name[Text]]) -> dict[int, Variant]:
    """The variants that texts speak of, by the texts' places; no variant is spoken of twice.

    `names` says by what a text names a variant (None by nothing), the surest first, and what that variant calls itself.
    Of two variants of one name the first is meant.
    """
    left = {variant.pk: variant for variant in variants}
    found: dict[int, Variant] = {}
    for name_in_text, own_name in names:
        by_name: dict[object, Variant] = {}
        for variant in left.values():
            by_name.setdefault(own_name(variant), variant)
        for place, text in enumerate(texts):
            name = name_in_text(text)
            if place not in found and name is not None and name in by_name:
                found[place] = left.pop(by_name.pop(name).pk)
    return found
