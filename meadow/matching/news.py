"""What matching tells people of, put into words."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("room_live")
def room_live(it: Telling) -> str:
    return _("%(name)s is live: “%(title)s”.") % it.facts
