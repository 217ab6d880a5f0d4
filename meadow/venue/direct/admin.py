"""The operators' desk for direct messages: that there are conversations, and how shops answer; not what was said."""

# mypy: disable-error-code="type-arg"
# Django's admin classes take type arguments in their stubs only, not while running.

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from meadow.venue.direct.models.answering import QuickReply, ShopHours, Wait
from meadow.venue.direct.models.conversations import Conversation


class LookOnly(admin.ModelAdmin):
    """Rows that come of what people do: to be looked at, never changed here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(LookOnly):
    list_display = ("__str__", "low", "high", "shop", "member", "state", "assigned_to", "waits_since", "spoken_at")
    list_filter = ("state", ("shop", admin.EmptyFieldListFilter), ("waits_since", admin.EmptyFieldListFilter))
    list_select_related = ("low", "high", "shop", "member", "assigned_to")
    search_fields = ("low__handle", "high__handle", "member__handle", "shop__handle")


@admin.register(Wait)
class WaitAdmin(LookOnly):
    list_display = ("__str__", "shop", "asked_at", "answered_at", "answered_by")
    list_filter = ("asked_at", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("shop", "answered_by")
    search_fields = ("shop__handle",)


@admin.register(QuickReply)
class QuickReplyAdmin(admin.ModelAdmin):
    list_display = ("title", "shop", "used")
    list_select_related = ("shop",)
    search_fields = ("title", "text", "shop__handle")
    raw_id_fields = ("shop",)
    readonly_fields = ("used",)
    show_full_result_count = False


@admin.register(ShopHours)
class ShopHoursAdmin(admin.ModelAdmin):
    list_display = ("shop", "zone", "greeting", "away")
    list_select_related = ("shop",)
    search_fields = ("shop__handle", "shop__name")
    raw_id_fields = ("shop",)
    show_full_result_count = False
