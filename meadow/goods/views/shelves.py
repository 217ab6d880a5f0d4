"""The picker of categories: by their ways through the tree, in the words of any language, few at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meadow.goods.models.products import Category
from meadow.goods.taxonomy.tree import Tree, way_in_words

MOST_OFFERED = 24


@dataclass(frozen=True)
class Offered:
    """One category to tick, with the way to it."""

    pk: int
    words: str
    is_ticked: bool


def ticked(tree: Tree, chosen: Iterable[int]) -> list[Offered]:
    """The categories that are ticked."""
    return [Offered(key, way_in_words(tree.path(key)), True) for key in dict.fromkeys(chosen) if key in tree.by_key]


def offered(tree: Tree, words: str, chosen: Sequence[int]) -> list[Offered]:
    """Some more that fit the words; without any, the top of the tree. Every word must be found along the way."""
    wanted = words.casefold().split()
    ways = tree.in_order() if wanted else [way for way in tree.in_order() if len(way) == 1]
    fit = [way for way in ways if way[-1].pk not in chosen and all(word in _called(way) for word in wanted)]
    # What is called so itself comes before what only stands below something called so.
    fit.sort(key=lambda way: not all(word in _called(way[-1:]) for word in wanted))
    return [Offered(way[-1].pk, way_in_words(way), False) for way in fit[:MOST_OFFERED]]


def _called(way: Iterable[Category]) -> str:
    """Every name along the way in every language."""
    names = [[category.name, *(words.get("name", "") for words in category.translations.values())] for category in way]
    return " ".join(name for own in names for name in own).casefold()
