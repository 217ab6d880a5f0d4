"""News of groups, in sentences."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("group_let_in")
def let_in(it: Telling) -> str:
    return _("You are in “%(group)s” now.") % it.facts


@says("group_declined")
def declined(it: Telling) -> str:
    return _("“%(group)s” has not let you in this time.") % it.facts


@says("group_asked")
def asked(it: Telling) -> str:
    return _("%(who)s would like to come into “%(group)s”.") % it.facts


@says("group_helps")
def helps(it: Telling) -> str:
    return _("%(who)s asked you to help run “%(group)s”.") % it.facts
