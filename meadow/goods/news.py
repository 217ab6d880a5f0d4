"""What happens to goods and teams, put into words for those who are told of it."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("back_in_stock")
def back_in_stock(it: Telling) -> str:
    return _("“%(title)s” can be had again.") % it.facts


@says("runs_low")
def runs_low(it: Telling) -> str:
    return _("“%(title)s” is running low: %(number)s left.") % it.facts


@says("invited_to_team")
def invited_to_team(it: Telling) -> str:
    return _("%(who)s invites you into the team of %(shop)s.") % it.facts
