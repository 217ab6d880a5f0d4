"""The nouns of goods; Django wants them importable from here, everybody else names the submodule."""

from meadow.goods.models.products import Category, PriceChange, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Seat, Shop

__all__ = ["Category", "PriceChange", "Product", "ProductPhoto", "Seat", "Shop", "Stock", "Variant"]
