"""The operators' desk for groups: everything can be looked up; what is history is not changed by hand."""

# mypy: disable-error-code="type-arg"
# Django's admin classes take type arguments in their stubs only, not while running.

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.plumbing.words import folded
from meadow.venue.groups.actions.making import close_group
from meadow.venue.groups.models.groups import Ban, Entry, Group, GroupWord, Invitation, Member, Wish


class LookOnly(admin.ModelAdmin):
    """Rows that tell what happened: to be looked at, never changed here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Group)
class GroupAdmin(LookOnly):
    list_display = ("__str__", "owner", "shop", "state", "member_count", "capacity", "is_listed", "made_at")
    list_filter = ("state", "is_listed", "asks_first")
    list_select_related = ("owner", "shop")
    search_fields = ("name", "words", "owner__handle", "shop__handle")
    actions = ("close_groups",)

    @admin.action(description=_("Close the groups"))
    def close_groups(self, request: HttpRequest, groups: models.QuerySet[Group]) -> None:
        assert isinstance(request.user, Person)
        for group in groups.filter(state=Group.State.OPEN).order_by("pk"):
            close_group(group, by=request.user)


@admin.register(Member)
class MemberAdmin(LookOnly):
    list_display = ("person", "group", "role", "level", "points", "source", "joined_at", "left_at")
    list_filter = ("role", "level")
    list_select_related = ("person", "group")
    search_fields = ("person__handle", "group__name")


@admin.register(Ban)
class BanAdmin(LookOnly):
    list_display = ("person", "group", "until", "reason", "by", "made_at")
    list_select_related = ("person", "group", "by")
    search_fields = ("person__handle", "group__name")


@admin.register(Wish)
class WishAdmin(LookOnly):
    list_display = ("person", "group", "state", "made_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("person", "group", "decided_by")
    search_fields = ("person__handle", "group__name")


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ("__str__", "group", "by", "used", "most", "expires_at", "ended_at")
    list_select_related = ("group", "by")
    search_fields = ("label", "code", "group__name")


@admin.register(Entry)
class EntryAdmin(LookOnly):
    list_display = ("at", "group", "verb", "by", "person", "words")
    list_filter = ("verb",)
    list_select_related = ("group", "by", "person")
    search_fields = ("group__name", "by__handle", "person__handle")


@admin.register(GroupWord)
class GroupWordAdmin(admin.ModelAdmin):
    """Words that are not said; those without a group are said in none."""

    list_display = ("word", "group")
    list_select_related = ("group",)
    search_fields = ("word", "group__name")
    raw_id_fields = ("group",)
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: GroupWord, form: object, change: bool) -> None:
        """As words are looked for."""
        obj.word = folded(obj.word)
        super().save_model(request, obj, form, change)
