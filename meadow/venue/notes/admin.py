"""The operators' desk for notes: everything can be looked up, and what actions keep is not changed by hand."""

# mypy: disable-error-code="type-arg"
# Django's admin classes take type arguments in their stubs only, not while running.

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.venue.notes.actions.comments import remove_comment
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Hashtag, Mention, Note, NotePhoto, Pin
from meadow.venue.notes.models.things import Ask, Thing


class NotePhotoInline(admin.TabularInline):
    model = NotePhoto
    extra = 0
    raw_id_fields = ("photo", "original")


class PinInline(admin.TabularInline):
    model = Pin
    extra = 0
    raw_id_fields = ("product", "photo")


class ThingInline(admin.TabularInline):
    model = Thing
    extra = 0
    raw_id_fields = ("photo", "product")
    readonly_fields = ("ask_count",)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """The note counts who asked for it, which a deleted row would not change."""
        return False


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = (
        "__str__",
        "author",
        "state",
        "language",
        "like_count",
        "save_count",
        "comment_count",
        "published_at",
    )
    list_filter = ("state", "language", "published_at")
    list_select_related = ("author",)
    search_fields = ("title", "text", "author__handle", "author__email")
    raw_id_fields = ("author", "cover", "hashtags")
    # States come with facts, counts come from rows, and heat comes from counts: actions keep all of them.
    readonly_fields = (
        *("state", "like_count", "save_count", "comment_count", "ask_count", "heat"),
        *("written_at", "publish_at", "published_at", "edited_at", "deleted_at", "changed_at"),
    )
    date_hierarchy = "written_at"
    show_full_result_count = False
    inlines = (NotePhotoInline, PinInline, ThingInline)

    def save_model(self, request: HttpRequest, obj: Note, form: object, change: bool) -> None:
        """A kept card is found by this moment: what was changed here shows at once."""
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ("__str__", "author", "note", "said_at", "hidden_at", "deleted_at")
    list_filter = ("said_at", ("hidden_at", admin.EmptyFieldListFilter), ("deleted_at", admin.EmptyFieldListFilter))
    list_select_related = ("author", "note")
    search_fields = ("text", "author__handle", "author__email")
    readonly_fields = ("author", "note", "parent", "said_at", "hidden_at", "pinned_at", "deleted_at")
    show_full_result_count = False
    actions = ("remove",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Notes count what can be read under them, which a deleted row would not change."""
        return False

    @admin.action(description=_("Take away, with the replies"))
    def remove(self, request: HttpRequest, comments: models.QuerySet[Comment]) -> None:
        for comment in comments:
            remove_comment(comment)


@admin.register(Hashtag)
class HashtagAdmin(admin.ModelAdmin):
    list_display = ("word",)
    search_fields = ("word",)


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    list_display = ("__str__", "person", "begun_at")
    list_select_related = ("person",)
    search_fields = ("name", "person__handle", "person__email")
    raw_id_fields = ("person",)
    readonly_fields = ("begun_at",)


class LookOnly(admin.ModelAdmin):
    """Rows that a count or a text stands for: to be looked at, never changed here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Like)
class LikeAdmin(LookOnly):
    list_display = ("person", "note", "liked_at")
    list_filter = ("liked_at",)
    list_select_related = ("person", "note")
    search_fields = ("person__handle", "person__email")


@admin.register(Ask)
class AskAdmin(LookOnly):
    list_display = ("person", "note", "thing", "asked_at")
    list_filter = ("asked_at",)
    list_select_related = ("person", "note", "thing")
    search_fields = ("person__handle", "person__email", "thing__name")


@admin.register(Saved)
class SavedAdmin(LookOnly):
    list_display = ("collection", "note", "saved_at")
    list_select_related = ("collection", "note")
    search_fields = ("collection__person__handle", "collection__name")


@admin.register(Mention)
class MentionAdmin(LookOnly):
    list_display = ("person", "note")
    list_select_related = ("person", "note")
    search_fields = ("person__handle",)
