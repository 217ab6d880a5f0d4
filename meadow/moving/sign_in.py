"""What signing in says to somebody who asked to be erased: that they may still stay.

A receiver, as `trade.sign_in` has one and for the same reason: signing in is a fact that Django tells.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from meadow.moving.models.exports import Erasure
from meadow.people.models.persons import Person


@receiver(user_logged_in, dispatch_uid="moving.you_may_still_stay")
def you_may_still_stay(request: HttpRequest | None, user: Person, **_kwargs: Any) -> None:
    """Remind who signs in of the erasure they asked for, with the way to take it back."""
    erasure = Erasure.objects.filter(person=user, done_at=None).first() if request is not None else None
    if request is None or erasure is None or not hasattr(request, "_messages"):
        return
    day = date_format(timezone.localtime(erasure.due_at), "DATE_FORMAT")
    words = _("Your account will be erased on %(day)s.") % {"day": day}
    door, label = reverse("moving:leaving"), _("Stay after all")
    messages.warning(request, format_html('{} <a class="link" href="{}">{}</a>', words, door, label))
