"""Pieces of pages that are the same for everybody, rendered once and kept.

A kept piece holds nothing personal: no form, no token, nothing that depends on who looks. It is found under a digest of
everything it shows, so that nothing ever has to be thrown away: what changes is looked for under another name.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

from django.core.cache import caches
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Keyed(Protocol):
    """What a card is about: a model's row, or some of its values with its key."""

    @property
    def pk(self) -> Any: ...


Row = TypeVar("Row", bound=Keyed)
# The first cards of a page are seen at once; their photos are fetched first.
FIRST = 4


def kept_cards(
    template: str,
    name: str,
    rows: Sequence[Row],
    eager: bool,
    *,
    marks: Callable[[Row], tuple[object, ...]],
    load: Callable[[list[Any]], Mapping[Any, Keyed]],
    **words: object,
) -> list[SafeString]:
    """The cards of these rows: one look into the cache; what is missing is loaded by one statement, rendered and kept.

    `marks` names everything the card shows, or what changes with it; the language at hand is added here. The template
    finds the row under `name`, `eager` for the first ones of a page that asks for it, and `words`.
    """
    cache, language = caches["fragments"], get_language()
    is_first = [eager and place < FIRST for place in range(len(rows))]
    keys = [_key(name, row.pk, language, first, marks(row)) for row, first in zip(rows, is_first, strict=True)]
    kept: dict[str, SafeString] = cache.get_many(keys)
    missing = [row.pk for row, key in zip(rows, keys, strict=True) if key not in kept]
    if missing:
        card, loaded, new = get_template(template), load(missing), {}
        for row, key, first in zip(rows, keys, is_first, strict=True):
            # A row that was deleted a moment ago has no card; the page is shorter by one.
            if key not in kept and row.pk in loaded:
                new[key] = SafeString(card.render({name: loaded[row.pk], "eager": first, **words}))
        cache.set_many(new)
        kept |= new
    return [kept[key] for key in keys if key in kept]


def _key(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=20).hexdigest()
