"""The operators' desk for live rooms: everything can be looked up; what is history is not changed by hand."""

# mypy: disable-error-code="type-arg"
# Django's admin classes take type arguments in their stubs only, not while running.

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.venue.live.actions.minding import hide_message
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shelf import Offer
from meadow.venue.live.models.shows import Recording, Show, Stream
from meadow.venue.live.models.talk import ForbiddenWord, Message, MessageQuerySet, Mute


class LookOnly(admin.ModelAdmin):
    """Rows that tell what happened: to be looked at, never changed here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class SeatInline(admin.TabularInline):
    model = RoomSeat
    extra = 0
    raw_id_fields = ("person",)


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = ("__str__", "host", "shop", "state", "is_public", "age_from", "starts_at", "reservation_count")
    list_filter = ("state", "is_public", "is_permanent", "age_from")
    list_select_related = ("host", "shop")
    search_fields = ("title", "words", "host__handle", "host__email", "shop__handle", "path")
    raw_id_fields = ("host", "shop", "cover", "preview")
    # States come with facts, counts come from rows, and what may publish is known by its hash alone.
    readonly_fields = (
        *("host", "shop", "state", "is_public", "starts_at", "reservation_count"),
        *("path", "key_made_at", "reminded_at", "made_at", "changed_at"),
    )
    show_full_result_count = False
    inlines = (SeatInline,)
    actions = ("end_shows",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Visits, figures and sales point at rooms."""
        return False

    @admin.action(description=_("End what is on air"))
    def end_shows(self, request: HttpRequest, rooms: models.QuerySet[Room]) -> None:
        assert isinstance(request.user, Person)
        for room in rooms.filter(state__in=Room.ON_AIR).order_by("pk"):
            close_room(room, by=request.user)


@admin.register(Show)
class ShowAdmin(LookOnly):
    list_display = ("__str__", "room", "opened_at", "closed_at", "viewer_count", "peak", "message_count", "like_count")
    list_filter = ("opened_at",)
    list_select_related = ("room",)
    search_fields = ("room__title", "room__host__handle")


@admin.register(Stream)
class StreamAdmin(LookOnly):
    list_display = ("__str__", "room", "protocol", "state", "asked_at", "began_at", "ended_at")
    list_filter = ("state", "engine")
    list_select_related = ("room",)
    search_fields = ("room__title", "session")


@admin.register(Recording)
class RecordingAdmin(LookOnly):
    list_display = ("__str__", "room", "engine", "began_at", "seconds", "size", "is_shown", "gone_at")
    list_filter = ("engine", "is_shown", "began_at", ("gone_at", admin.EmptyFieldListFilter))
    list_select_related = ("room",)
    search_fields = ("room__title", "name")


@admin.register(Offer)
class OfferAdmin(LookOnly):
    list_display = ("__str__", "show", "price", "usual_price", "quantity", "state", "starts_at", "ends_at")
    list_filter = ("state", "starts_at")
    list_select_related = ("show",)
    search_fields = ("show__room__title", "variant__sku")


@admin.register(Message)
class MessageAdmin(LookOnly):
    list_display = ("__str__", "author", "room", "said_at", "is_question", "hidden_at")
    list_filter = ("said_at", "is_question", ("hidden_at", admin.EmptyFieldListFilter))
    list_select_related = ("author", "room")
    search_fields = ("text", "author__handle", "author__email", "room__title")
    actions = ("hide",)

    @admin.action(description=_("Hide"))
    def hide(self, request: HttpRequest, messages: MessageQuerySet) -> None:
        """Through the same action as the room's own team, so that whoever looks is told."""
        assert isinstance(request.user, Person)
        for message in messages.standing().select_related("room").order_by("room", "pk"):
            hide_message(message, by=request.user)


@admin.register(Mute)
class MuteAdmin(admin.ModelAdmin):
    list_display = ("person", "room", "is_ban", "until", "by", "made_at")
    list_filter = ("is_ban", "made_at")
    list_select_related = ("person", "room", "by")
    search_fields = ("person__handle", "person__email", "room__title", "reason")
    raw_id_fields = ("person", "room", "by")
    readonly_fields = ("room", "person", "by", "made_at")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(ForbiddenWord)
class ForbiddenWordAdmin(admin.ModelAdmin):
    """Words of the whole platform stand here without a room; a room's own are kept at its console."""

    list_display = ("word", "room")
    list_select_related = ("room",)
    list_filter = (("room", admin.EmptyFieldListFilter),)
    search_fields = ("word", "room__title")
    raw_id_fields = ("room",)
