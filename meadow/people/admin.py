"""The operators' view of people."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from meadow.people.jobs import ask_for_sizes
from meadow.people.models.persons import Address, Block, Follow, Person
from meadow.people.models.photos import Photo


class PersonForm(UserChangeForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """Everything about one person; e-mail and handle are kept in lower case."""

    class Meta(UserChangeForm.Meta):
        model = Person
        field_classes = {}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]  # Django's forms take no parameter at run time
    """An account that an operator opens for somebody."""

    class Meta:
        model = Person
        fields = ("email", "handle", "name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # Django's admins take no parameter at run time
    form = PersonForm
    add_form = NewPersonForm
    list_display = ("handle", "name", "email", "place", "is_buyer", "is_staff", "is_active", "joined_at")
    list_filter = ("is_active", "is_buyer", "is_staff", "is_superuser", "language", "joined_at")
    search_fields = ("handle", "name", "email")
    ordering = ("-pk",)
    date_hierarchy = "joined_at"
    readonly_fields = ("joined_at", "last_login")
    raw_id_fields = ("picture",)
    fieldsets = (
        (None, {"fields": ("email", "handle", "password")}),
        (_("Profile"), {"fields": ("name", "words", "place", "picture", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_buyer", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "handle", "name", "usable_password", "password1", "password2")},
        ),
    )


@admin.register(Address)
class AddressAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("person", "name", "city", "country", "is_usual", "kept_at")
    list_filter = ("country", "is_usual")
    search_fields = ("person__handle", "person__email", "name", "city", "postcode")
    autocomplete_fields = ("person",)
    list_select_related = ("person",)


@admin.register(Follow)
class FollowAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("follower", "followed", "since")
    search_fields = ("follower__handle", "followed__handle")
    autocomplete_fields = ("follower", "followed")
    list_select_related = ("follower", "followed")
    readonly_fields = ("since",)


@admin.register(Block)
class BlockAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("by", "blocked", "since")
    search_fields = ("by__handle", "blocked__handle")
    autocomplete_fields = ("by", "blocked")
    list_select_related = ("by", "blocked")
    readonly_fields = ("since",)


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """Photos are looked at here; they come in by upload and import only."""

    list_display = ("look", "by", "width", "height", "state", "put_at")
    list_filter = ("state", "put_at")
    search_fields = ("name", "by__handle")
    list_select_related = ("by",)
    readonly_fields = ("look", "by", "name", "width", "height", "colour", "state", "sizes", "put_at")
    fields = readonly_fields
    actions = ("ask_again",)

    @admin.display(description=_("photo"))
    def look(self, photo: Photo) -> str:
        return format_html('<img src="{}" alt="" width="96" loading="lazy">', photo.url)

    @admin.action(description=_("Make the sizes of waiting photos"))
    def ask_again(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        for photo in photos.filter(state=Photo.State.WAITING):
            ask_for_sizes(photo)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
