"""The operators' view of trade: everything can be found and read; orders, holds and payments change by actions only."""

# mypy: disable-error-code="type-arg"
# Django's admin classes take type arguments in their stubs only, not while running.

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.models.promotions import Coupon, Promotion, PromotionCode, Redemption
from meadow.trade.models.shipping import Shipment, ShippingRate, ShippingZone
from meadow.trade.models.taxes import TaxRate


class ReadOnly:
    """Rows that nobody writes by hand: a hand-made change would not move stock, money and events along."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class CartLines(ReadOnly, admin.TabularInline):
    model = CartLine
    fields = ("variant", "quantity", "note", "put_at")


@admin.register(Cart)
class CartAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pk", "person", "changed_at")
    list_select_related = ("person",)
    search_fields = ("person__handle", "person__email", "key")
    date_hierarchy = "changed_at"
    inlines = (CartLines,)


class OrdersOfGroup(ReadOnly, admin.TabularInline):
    model = Order
    fields = ("shop", "state", "currency", "total")
    show_change_link = True


class HoldsOfGroup(ReadOnly, admin.TabularInline):
    model = Hold
    fields = ("variant", "quantity", "state")


class PaymentsOfGroup(ReadOnly, admin.TabularInline):
    model = Payment
    fields = ("provider", "reference", "amount", "currency", "collected", "state", "problem", "begun_at", "settled_at")


@admin.register(OrderGroup)
class OrderGroupAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pk", "member", "state", "currency", "total", "placed_at", "paid_at", "expires_at")
    list_filter = ("state", "currency", "placed_at")
    list_select_related = ("member",)
    search_fields = ("=pk", "member__handle", "member__email", "payments__reference")
    date_hierarchy = "placed_at"
    inlines = (OrdersOfGroup, PaymentsOfGroup, HoldsOfGroup)


class LinesOfOrder(ReadOnly, admin.TabularInline):
    model = OrderLine
    fields = ("variant", "title", "options", "sku", "price", "quantity", "total", "note")


class ShipmentsOfOrder(ReadOnly, admin.TabularInline):
    model = Shipment
    fields = ("carrier", "tracking", "sent_at")


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pk", "shop", "member", "state", "currency", "total", "placed_at", "paid_at", "sent_at")
    list_filter = ("state", "currency", "placed_at", ("shop", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("shop", "member")
    search_fields = ("=pk", "shop__handle", "member__handle", "member__email", "shipments__tracking")
    date_hierarchy = "placed_at"
    inlines = (LinesOfOrder, ShipmentsOfOrder)


@admin.register(Payment)
class PaymentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = (
        "pk",
        "group",
        "provider",
        "reference",
        "currency",
        "amount",
        "state",
        "problem",
        "refused",
        "begun_at",
    )
    list_filter = ("state", "provider", "currency", "begun_at")
    search_fields = ("reference", "=group__pk", "group__member__handle", "group__member__email")
    date_hierarchy = "begun_at"


@admin.register(ProviderNotice)
class ProviderNoticeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("notice", "provider", "kind", "received_at")
    list_filter = ("provider", "kind", "received_at")
    search_fields = ("notice",)


@admin.register(Hold)
class HoldAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pk", "group", "variant", "quantity", "state")
    list_filter = ("state",)
    list_select_related = ("variant__product", "group")
    search_fields = ("=group__pk", "variant__sku", "variant__product__title")


@admin.register(ShippingRate)
class ShippingRateAdmin(admin.ModelAdmin):
    list_display = ("name", "shop", "zone", "price", "free_from", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("shop", "zone")
    search_fields = ("name", "shop__handle", "shop__name")
    raw_id_fields = ("shop", "zone")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shop",) if obj else ()


@admin.register(Shipment)
class ShipmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("order", "carrier", "tracking", "sent_at")
    search_fields = ("tracking", "carrier", "=order__pk")
    date_hierarchy = "sent_at"


@admin.register(ShippingZone)
class ShippingZoneAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("shop", "name", "countries", "regions")
    list_select_related = ("shop",)
    search_fields = ("shop__handle", "shop__name", "name")


@admin.register(TaxRate)
class TaxRateAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("shop", "country", "region", "tax_class", "rate", "name", "is_included", "on_shipping")
    list_filter = ("tax_class", "is_included")
    list_select_related = ("shop",)
    search_fields = ("shop__handle", "country", "region")


@admin.register(Promotion)
class PromotionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "shop", "kind", "trigger", "used", "limit_total", "starts_at", "ends_at", "is_active")
    list_filter = ("kind", "trigger", "is_active")
    list_select_related = ("shop",)
    search_fields = ("name", "shop__handle")


@admin.register(PromotionCode)
class PromotionCodeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "promotion", "batch", "used", "limit")
    list_select_related = ("promotion",)
    search_fields = ("code", "batch")


@admin.register(Coupon)
class CouponAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("promotion", "person", "claimed_at", "used")
    list_select_related = ("promotion", "person")
    search_fields = ("promotion__name", "person__handle")


@admin.register(Redemption)
class RedemptionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("promotion", "group", "amount", "state", "taken_at")
    list_filter = ("state",)
    list_select_related = ("promotion", "group")
    search_fields = ("=group__pk", "promotion__name")


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pk", "shop", "person", "provider", "last_four", "state", "begun_at", "asked_at")
    list_filter = ("state", "provider")
    list_select_related = ("shop", "person")
    search_fields = ("=reference", "shop__handle", "person__handle", "person__email")
    date_hierarchy = "begun_at"


@admin.register(HandTransfer)
class HandTransferAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("key", "account", "currency", "amount", "is_back", "reference", "asked_at", "sent_at", "by")
    list_filter = ("is_back", "currency")
    list_select_related = ("account", "by")
    search_fields = ("key", "reference", "account__shop__handle", "account__person__handle")
    date_hierarchy = "asked_at"
