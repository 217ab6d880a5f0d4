"""What happens to notes, put into words for those who are told of it."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("liked")
def liked(it: Telling) -> str:
    return _("%(who)s liked your note “%(title)s”.") % it.facts


@says("commented")
def commented(it: Telling) -> str:
    return _("%(who)s commented on your note “%(title)s”.") % it.facts


@says("replied")
def replied(it: Telling) -> str:
    return _("%(who)s replied to you under “%(title)s”.") % it.facts


@says("mentioned")
def mentioned(it: Telling) -> str:
    return _("%(who)s mentioned you in “%(title)s”.") % it.facts


@says("asked_for_link")
def asked_for_link(it: Telling) -> str:
    return _("%(who)s would like to know where something in “%(title)s” is from.") % it.facts


@says("price_fell")
def price_fell(it: Telling) -> str:
    return _("“%(title)s” costs less: %(price)s, before %(before)s.") % it.facts
