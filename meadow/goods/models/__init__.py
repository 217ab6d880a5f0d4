"""The nouns of goods; Django wants them importable from here, everybody else names the submodule."""

from meadow.goods.models.applications import Application, ApplicationAnswer, ApplicationDocument
from meadow.goods.models.attributes import Attribute
from meadow.goods.models.bulk import BulkEdit, BulkEditItem
from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.finding import ProductWords
from meadow.goods.models.products import Category, PriceChange, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import FormerHandle, Invitation, Seat, Shop, TrailEntry
from meadow.goods.models.stock import (
    BundlePart,
    DigitalFile,
    ProductStock,
    RanLow,
    StockChange,
    StockLevel,
    StockSlice,
    StockWish,
    Warehouse,
)

__all__ = [
    "Application",
    "ApplicationAnswer",
    "ApplicationDocument",
    "Attribute",
    "BulkEdit",
    "BulkEditItem",
    "BundlePart",
    "Category",
    "Collection",
    "CollectionItem",
    "DigitalFile",
    "FormerHandle",
    "Invitation",
    "PriceChange",
    "Product",
    "ProductPhoto",
    "ProductStock",
    "ProductWords",
    "RanLow",
    "Seat",
    "Shop",
    "Stock",
    "StockChange",
    "StockLevel",
    "StockSlice",
    "StockWish",
    "TrailEntry",
    "Variant",
    "Warehouse",
]
