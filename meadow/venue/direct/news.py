"""What is told of conversations, put into words."""

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says


@says("wrote")
def wrote(it: Telling) -> str:
    return _("%(who)s wrote to you.") % it.facts


@says("asked_to_write")
def asked_to_write(it: Telling) -> str:
    return _("%(who)s would like to write to you.") % it.facts


@says("shop_wrote")
def shop_wrote(it: Telling) -> str:
    return _("%(shop)s answered you.") % it.facts


@says("wrote_to_shop")
def wrote_to_shop(it: Telling) -> str:
    return _("%(who)s wrote to %(shop)s.") % it.facts


@says("given_to_you")
def given_to_you(it: Telling) -> str:
    return _("%(who)s gave you a conversation of %(shop)s.") % it.facts
