"""The operators' view of goods.

Prices and stock are shown and not edited: a price leaves its trace (`set_price`), stock answers to what is held.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meadow.goods.actions.products import archive_product
from meadow.goods.actions.sums import find_by_words
from meadow.goods.descriptions import clean_description
from meadow.goods.models.products import Category, PriceChange, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Invitation, Seat, Shop
from meadow.goods.models.stock import Warehouse
from meadow.people.visitors import Request


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's admins take no parameter at run time
    """Rows that only actions write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class SeatInline(admin.TabularInline):  # type: ignore[type-arg]  # as above
    model = Seat
    extra = 0
    autocomplete_fields = ("person",)
    readonly_fields = ("since",)


@admin.register(Shop)
class ShopAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("name", "handle", "city", "currency", "state", "opened_at")
    list_filter = ("state", "currency", "opened_at")
    search_fields = ("name", "handle", "city")
    raw_id_fields = ("picture", "cover")
    date_hierarchy = "opened_at"
    inlines = (SeatInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Shop | None = None) -> tuple[str, ...]:
        """A shop that has opened keeps its currency, in which its prices are; its state is changed at `/review/`."""
        kept = ("opened_at", "state", "state_reason")
        return (*kept, "currency") if obj else kept


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("person", "shop", "role", "since")
    list_filter = ("role",)
    search_fields = ("person__handle", "person__email", "shop__handle", "shop__name")
    autocomplete_fields = ("person", "shop")
    list_select_related = ("person", "shop")
    readonly_fields = ("since",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Whom shops have invited; the hash of the secret word is nobody's to see."""

    list_display = ("shop", "email", "role", "state", "by", "sent_at", "expires_at")
    list_filter = ("state", "role")
    list_select_related = ("shop", "by")
    search_fields = ("shop__handle", "email")
    ordering = ("-sent_at",)
    exclude = ("word_hash",)


@admin.register(Warehouse)
class WarehouseAdmin(ReadOnly):
    list_display = ("shop", "name", "city", "country", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("shop",)
    search_fields = ("shop__handle", "name", "city")


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("name", "slug", "parent", "position")
    list_editable = ("position",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    list_select_related = ("parent",)


class VariantInline(admin.TabularInline):  # type: ignore[type-arg]  # as above
    model = Variant
    extra = 0
    can_delete = False
    show_change_link = True
    fields = readonly_fields = ("option_values", "sku", "price", "compare_at", "is_active")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ProductPhotoInline(admin.TabularInline):  # type: ignore[type-arg]  # as above
    model = ProductPhoto
    extra = 0
    can_delete = False
    fields = ("photo", "alt", "position")
    readonly_fields = ("photo", "position")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("title", "shop", "status", "price_from", "in_stock", "source", "changed_at")
    list_filter = ("status", "in_stock", "source", "categories")
    search_fields = ("title", "handle", "shop__handle", "shop__name", "variants__sku", "source_key")
    autocomplete_fields = ("shop", "categories")
    list_select_related = ("shop",)
    date_hierarchy = "created_at"
    inlines = (VariantInline, ProductPhotoInline)
    actions = ("archive",)
    readonly_fields = (
        *("shop", "status", "options", "cover", "price_from", "price_to", "compare_at_from", "in_stock"),
        *("source", "source_key", "translations", "created_at", "changed_at", "published_at"),
    )

    def save_model(self, request: HttpRequest, obj: Product, form: object, change: bool) -> None:
        obj.description = clean_description(obj.description)
        super().save_model(request, obj, form, change)
        find_by_words([(obj, list(obj.variants.filter(is_active=True)))])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Take off sale"))
    def archive(self, request: Request, products: QuerySet[Product]) -> None:
        for product in products:
            archive_product(product, by=request.user)


class StockInline(admin.TabularInline):  # type: ignore[type-arg]  # as above
    model = Stock
    can_delete = False
    readonly_fields = ("on_hand", "held", "is_tracked", "sells_on")


@admin.register(Variant)
class VariantAdmin(ReadOnly):
    list_display = ("sku", "product", "option_values", "price", "compare_at", "is_active")
    list_filter = ("is_active", "product__shop")
    search_fields = ("sku", "barcode", "product__title", "product__shop__handle")
    list_select_related = ("product",)
    inlines = (StockInline,)


@admin.register(Stock)
class StockAdmin(ReadOnly):
    list_display = ("variant", "product", "on_hand", "held", "is_tracked", "sells_on")
    list_filter = ("is_tracked", "sells_on")
    search_fields = ("variant__sku", "variant__product__title")
    list_select_related = ("variant__product",)

    @admin.display(description=_("product"))
    def product(self, stock: Stock) -> str:
        return str(stock.variant.product)


@admin.register(PriceChange)
class PriceChangeAdmin(ReadOnly):
    list_display = ("variant", "product", "price", "at")
    search_fields = ("variant__sku", "variant__product__title")
    list_select_related = ("variant__product",)
    date_hierarchy = "at"

    @admin.display(description=_("product"))
    def product(self, change: PriceChange) -> str:
        return str(change.variant.product)


@admin.register(ProductPhoto)
class ProductPhotoAdmin(ReadOnly):
    list_display = ("product", "position", "alt", "photo")
    search_fields = ("product__title", "alt")
    list_select_related = ("product", "photo")
