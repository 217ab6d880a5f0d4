"""A product's text, kept as JSON so that it can be brought back; and its mark, by which one sees whether it changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from meadow.goods.texts import ProductText

_texts = TypeAdapter(ProductText)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a product said, and how many of each of its variants were on hand once it had been changed.

    What was sold since then must not come back with the text, so that the text alone is not enough.
    """

    text: ProductText
    on_hand: Mapping[int, int]

    def as_json(self) -> dict[str, Any]:
        return {"text": text_as_json(self.text), "on_hand": {str(pk): count for pk, count in self.on_hand.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Kept":
        return cls(_texts.validate_python(data["text"]), {int(pk): count for pk, count in data["on_hand"].items()})


def text_as_json(text: ProductText) -> dict[str, Any]:
    """The text in values that JSON has."""
    said: dict[str, Any] = _texts.dump_python(text, mode="json")
    return said


def mark_of(text: ProductText) -> str:
    """The same for texts that say the same; how many are on hand is left out, since that is for sales to change."""
    said = text_as_json(text)
    for variant in said["variants"]:
        del variant["on_hand"], variant["on_hand_seen"]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def on_hand_of(text: ProductText) -> dict[int, int]:
    """How many of each variant are on hand, by the variants' keys."""
    return {
        variant.pk: variant.on_hand
        for variant in text.variants
        if variant.pk is not None and variant.on_hand is not None
    }
