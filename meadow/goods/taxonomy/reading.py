"""The taxonomy as it is shipped: `categories.json` and `attributes.json` in this folder.

Google's numbers are those of its product taxonomy (taxonomy-with-ids.en-US.txt, 2021-09-21); a category that has no
close counterpart there has none.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Shelf:
    """One category; `parent` is the slug of the one above it, or nothing."""

    slug: str
    parent: str
    name: str
    zh: str
    google: int | None


@dataclass(frozen=True)
class Choice:
    """One answer that an attribute offers."""

    slug: str
    name: str
    zh: str


@dataclass(frozen=True)
class Question:
    """One attribute, and the slugs of the categories where it is asked."""

    slug: str
    name: str
    zh: str
    kind: str
    unit: str
    google: str
    categories: tuple[str, ...]
    choices: tuple[Choice, ...]


@cache
def shelves() -> tuple[Shelf, ...]:
    """All categories; each stands behind the one above it."""
    return tuple(Shelf(**row) for row in _read("categories.json"))


@cache
def questions() -> tuple[Question, ...]:
    """All attributes, in the order in which they are asked."""
    return tuple(_question(**row) for row in _read("attributes.json"))


def _question(categories: list[str], choices: list[dict[str, str]] | None = None, **words: Any) -> Question:
    return Question(**words, categories=tuple(categories), choices=tuple(Choice(**row) for row in choices or ()))


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return rows
