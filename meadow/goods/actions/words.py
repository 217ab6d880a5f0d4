"""The words of a product: what a text says of it as a whole, brought onto its row."""

from collections.abc import Mapping
from typing import Any

from meadow.goods.descriptions import clean_description
from meadow.goods.models.products import Product
from meadow.goods.texts import ProductText
from meadow.goods.translations import Glossary

_KEPT = ("kind", "attributes", "size_table", "care", "origin", "tax_class", "seo_title", "seo_description")
_MOMENTS = ("preorder_ships_on", "publish_at")


def write_words(product: Product, text: ProductText) -> bool:
    """Have the row say what the text says, and take its status; True when that puts the product on sale.

    For actions that save the row.
    """
    product.title = text.title
    product.description = clean_description(text.description)
    product.brand = text.brand
    product.translations = _translations(product, text)
    product.tags, product.options = list(text.tags), list(text.options)
    for field in _KEPT:
        if (said := getattr(text, field)) is not None:
            setattr(product, field, said)
    for field in _MOMENTS:
        if text.is_whole or getattr(text, field) is not None:
            setattr(product, field, getattr(text, field))
    if text.source_key:
        product.source, product.source_key = text.source, text.source_key
    return product.take(text.status or product.status)


def _translations(product: Product, text: ProductText) -> dict[str, dict[str, Any]]:
    """What the text says in other languages, or what is known; an option is called there what it was called before."""
    said = product.translations if text.translations is None else text.translations
    glossary = Glossary("options", [(product.options, product.translations)]).learn(text.option_words)
    options = glossary.translate(text.options)
    words = _clean_translations(said)
    return {language: {**words.get(language, {}), **options.get(language, {})} for language in {**words, **options}}


def _clean_translations(translations: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = {}
    for language, words in translations.items():
        said = {field: words.get(field, "").strip() for field in Product.translated}
        said["description"] = clean_description(said["description"])
        if any(said.values()):
            kept[language] = {field: word for field, word in said.items() if word}
    return kept
