"""How allauth meets a Person."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from meadow.people.actions.accounts import join
from meadow.people.models.persons import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps allauth's accounts and ours the same."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter in the name of the platform, not of the address that the browser happened to use."""
        site = SimpleNamespace(name=settings.MEADOW_NAME, domain=urlsplit(settings.PUBLIC_URL).netloc)
        super().send_mail(template_prefix, email, {**context, "current_site": site})

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Open the account with the name and handle of our part of the sign-up form."""
        user.name = form.cleaned_data["name"]
        user.language = get_language() or ""
        form.cleaned_data["username"] = form.cleaned_data["handle"]  # or allauth would make one of the e-mail address
        person: Person = super().save_user(request, user, form, commit=False)
        return join(person) if commit else person
