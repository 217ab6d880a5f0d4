"""The platform's categories, found and made by the paths that catalogue files write."""

import hashlib
from collections.abc import Iterable

from django.db import transaction

from meadow.goods.catalogues.building import slug
from meadow.goods.models.products import Category

Path = tuple[str, ...]
LONGEST_SLUG = 80


class Kinds:
    """Categories by path. Those that are there for certain are remembered for the length of an import."""

    def __init__(self) -> None:
        self._known: dict[Path, int] = {}

    def find(self, paths: Iterable[Path]) -> tuple[int, ...] | None:
        """The keys of these categories; None when one of them is not there."""
        found = [self._find(path) for path in paths]
        keys = [key for key in found if key is not None]
        return tuple(sorted(set(keys))) if len(keys) == len(found) else None

    def make(self, paths: Iterable[Path]) -> dict[Path, int]:
        """The keys of these categories; those that are not there are made, in the transaction at hand.

        They are made in the order of their names, so that two imports at once do not wait for each other.
        """
        made: dict[Path, int] = {}
        for path in sorted(dict.fromkeys(paths), key=lambda path: [name.casefold() for name in path]):
            self._make(path, made)
        transaction.on_commit(lambda: self._known.update(made))
        return made

    def _find(self, path: Path) -> int | None:
        if path in self._known:
            return self._known[path]
        parent = self._find(path[:-1]) if len(path) > 1 else None
        if parent is None and len(path) > 1:
            return None
        key = _named(path[-1], parent)
        if key is not None:
            self._known[path] = key
        return key

    def _make(self, path: Path, made: dict[Path, int]) -> int:
        key = made.get(path) or self._known.get(path)
        if key is None:
            parent = self._make(path[:-1], made) if len(path) > 1 else None
            key = _named(path[-1], parent) or _made(path, parent)
        made[path] = key
        return key


def _made(path: Path, parent: int | None) -> int:
    for wish in _slugs(path):
        row, _ = Category.objects.get_or_create(slug=wish, defaults={"name": path[-1], "parent_id": parent})
        if row.parent_id == parent and row.name.casefold() == path[-1].casefold():
            break
    return row.pk


def _named(name: str, parent: int | None) -> int | None:
    """The category of this name, in any case of letters, under its parent."""
    named = Category.objects.filter(name__iexact=name, parent=parent).order_by("pk")
    return named.values_list("pk", flat=True).first()


def _slugs(path: Path) -> list[str]:
    """Two slugs to try, the same for the same path everywhere, so that two imports at once make one category.

    Names in other scripts leave nothing in a slug, and "a/b" leaves what "a b" does; the digest tells them apart.
    """
    digest = hashlib.sha256("\0".join(path).casefold().encode()).hexdigest()[:12]
    plain = slug("-".join(path))
    with_digest = f"{plain[: LONGEST_SLUG - 13]}-{digest}".lstrip("-")
    return [plain, with_digest] if all(map(slug, path)) and len(plain) <= LONGEST_SLUG else [with_digest]
