"""The tree of categories, read once: what stands above, below, and along the way to a category."""

from collections import defaultdict
from collections.abc import Iterable

from meadow.goods.models.products import Category


class Tree:
    """All categories by their keys. A ring, which only an operator could make by hand, ends where it began."""

    def __init__(self, categories: Iterable[Category] | None = None) -> None:
        rows = Category.objects.order_by("position", "name") if categories is None else categories
        self.by_key = {category.pk: category for category in rows}
        self.children: dict[int | None, list[Category]] = defaultdict(list)
        for category in self.by_key.values():
            self.children[category.parent_id].append(category)

    def path(self, key: int) -> list[Category]:
        """From the top down to this category."""
        found: list[Category] = []
        at: int | None = key
        while at in self.by_key and self.by_key[at] not in found:
            found.append(self.by_key[at])
            at = self.by_key[at].parent_id
        return found[::-1]

    def above(self, keys: Iterable[int]) -> set[int]:
        """These categories and all above them."""
        return {category.pk for key in keys for category in self.path(key)}

    def below(self, key: int) -> list[int]:
        """This category and all below it."""
        found, at = [key], 0
        while at < len(found):
            found += [child.pk for child in self.children[found[at]] if child.pk not in found]
            at += 1
        return found

    def in_order(self) -> list[list[Category]]:
        """The way to every category, as the tree is read from top to bottom."""
        found: list[list[Category]] = []
        seen: set[int] = set()

        def read(parent: int | None, way: list[Category]) -> None:
            for category in self.children[parent]:
                if category.pk not in seen:
                    seen.add(category.pk)
                    found.append([*way, category])
                    read(category.pk, [*way, category])

        read(None, [])
        return found


def way_in_words(way: Iterable[Category]) -> str:
    """The way to a category in the language at hand."""
    return " › ".join(str(category.in_words["name"]) for category in way)
