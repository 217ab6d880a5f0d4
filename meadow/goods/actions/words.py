"""The words of a product: what a text says of it as a whole, brought onto its row."""

from collections.abc import Mapping

from meadow.goods.descriptions import clean_description
from meadow.goods.models.products import Product
from meadow.goods.texts import ProductText


def write_words(product: Product, text: ProductText) -> bool:
    """Have the row say what the text says, and take its status; True when that puts the product on sale.

    For actions that save the row.
    """
    product.title = text.title
    product.description = clean_description(text.description)
    product.brand = text.brand
    product.tags, product.options = list(text.tags), list(text.options)
    if text.translations is not None:
        product.translations = _clean_translations(text.translations)
    if text.source_key:
        product.source, product.source_key = text.source, text.source_key
    return product.take(text.status or product.status)


def _clean_translations(translations: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = {}
    for language, words in translations.items():
        said = {field: words[field].strip() for field in Product.translated if words.get(field, "").strip()}
        if "description" in said:
            said["description"] = clean_description(said["description"])
        if said:
            kept[language] = said
    return kept
