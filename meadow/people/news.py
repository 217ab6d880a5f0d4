"""What people's own facts are called in the news."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("followed")
def followed(it: Telling) -> str:
    return _("%(who)s began to follow you.") % it.facts
