"""The rows of a note that is being composed, as parallel fields: its photos, its products and its things."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from meadow.venue.notes.actions.things import ThingShown
from meadow.venue.notes.actions.writing import PhotoShown, ProductShown
from meadow.venue.notes.models.things import LONGEST_NAME


def photo_rows(data: Mapping[str, Any]) -> list[PhotoShown]:
    """The photos in the order of their positions. Raises ValueError when the parallel fields do not fit together."""
    assert isinstance(data, QueryDict)
    removed = set(data.getlist("photo_remove"))
    rows = zip(*(data.getlist(name) for name in ("position", "photo", "alt", "original")), strict=True)
    kept = [row for row in rows if row[1] not in removed]
    kept.sort(key=lambda row: int(row[0] or 0))
    return [
        PhotoShown(photo=_number(photo), alt=_plain(alt)[:300], original=_number(original) if original else None)
        for _position, photo, alt, original in kept
    ]


def product_rows(data: Mapping[str, Any]) -> list[ProductShown]:
    """The products; one pinned to a photo that was taken out stays with the note. Raises ValueError as above."""
    assert isinstance(data, QueryDict)
    removed, gone = set(data.getlist("pin_remove")), set(data.getlist("photo_remove"))
    shown = []
    for product, photo, x, y in zip(
        *(data.getlist(name) for name in ("pin_product", "pin_photo", "pin_x", "pin_y")), strict=True
    ):
        if product in removed:
            continue
        if not photo or photo in gone:
            shown.append(ProductShown(product=_number(product)))
        else:
            shown.append(ProductShown(product=_number(product), photo=_number(photo), x=_fraction(x), y=_fraction(y)))
    return shown


def thing_rows(data: Mapping[str, Any]) -> list[ThingShown]:
    """The things; one on a photo that was taken out stays with the note. Raises ValueError as above."""
    assert isinstance(data, QueryDict)
    removed, gone = set(data.getlist("thing_remove")), set(data.getlist("photo_remove"))
    shown = []
    for typed, photo, x, y in zip(
        *(data.getlist(name) for name in ("thing_name", "thing_photo", "thing_x", "thing_y")), strict=True
    ):
        name = in_one_line(_plain(typed))
        if not name or len(name) > LONGEST_NAME:
            raise ValueError(typed)
        if typed in removed:
            continue
        if not photo or photo in gone:
            shown.append(ThingShown(name=name))
        else:
            shown.append(ThingShown(name=name, photo=_number(photo), x=_fraction(x), y=_fraction(y)))
    return shown


def in_one_line(text: str) -> str:
    """The words with single spaces between them."""
    return " ".join(text.split())


def _number(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**63:
        raise ValueError(text)
    return number


def _fraction(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:  # also what is not a number fails here
        raise ValueError(text)
    return round(number, 4)


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError(text)
    return text
