"""What becomes of live rooms, put into words for those who are told of it."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("room_soon")
def room_soon(it: Telling) -> str:
    return _("“%(title)s” begins soon: %(when)s.") % it.facts


@says("room_open")
def room_open(it: Telling) -> str:
    return _("“%(title)s” has begun.") % it.facts


@says("room_moved")
def room_moved(it: Telling) -> str:
    return _("“%(title)s” begins at another moment: %(when)s.") % it.facts


@says("room_off")
def room_off(it: Telling) -> str:
    return _("“%(title)s” was called off.") % it.facts


@says("raffle_won")
def raffle_won(it: Telling) -> str:
    return _("You have won in “%(room)s”: %(prize)s") % it.facts


@says("room_help")
def room_help(it: Telling) -> str:
    return _("%(who)s asks you to help in “%(title)s”.") % it.facts
