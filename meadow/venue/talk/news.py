"""News of threads put into words."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("called")
def called(it: Telling) -> str:
    return _("%(who)s calls you: %(text)s") % it.facts
