"""What happens to orders, returns, cooperation and payouts, put into words for those who are told of it."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from meadow.people.sentences import Telling, says

# In functions, so that each is said in the language of whoever reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "order_sold": lambda: _("New order %(number)s for %(shop)s: %(amount)s"),
    "order_paid": lambda: _("Your order %(number)s from %(shop)s is paid."),
    "order_sent": lambda: _("Your order from %(shop)s is on its way."),
    "order_delivered": lambda: _("Your order %(number)s from %(shop)s counts as delivered."),
    "order_cancelled": lambda: _("Order %(number)s from %(shop)s was called off."),
    "cancellation_asked": lambda: _("%(member)s would like to cancel order %(number)s."),
    "cancellation_refused": lambda: _("%(shop)s sends order %(number)s all the same."),
    "return_asked": lambda: _("%(member)s would like to give something of order %(number)s back."),
    "return_sent_back": lambda: _("Goods of order %(number)s are on their way back."),
    "return_withdrawn": lambda: _("The return of order %(number)s was withdrawn."),
    "return_granted": lambda: _("Your return to %(shop)s is granted."),
    "return_refused": lambda: _("%(shop)s has refused your return."),
    "return_received": lambda: _("%(shop)s has received what you sent back."),
    "return_settled": lambda: _("Your return to %(shop)s is settled."),
    "refund_made": lambda: _("%(amount)s of order %(number)s are on their way back to you."),
    "invited_to_sell": lambda: _("%(shop)s invites you to sell “%(title)s”."),
    "asks_to_sell": lambda: _("%(who)s would like to sell “%(title)s”."),
    "may_sell": lambda: _("%(shop)s agrees: you sell “%(title)s”."),
    "may_not_sell": lambda: _("%(shop)s does not want you to sell “%(title)s” now."),
    "asks_for_sample": lambda: _("%(who)s asks for a sample of “%(title)s”."),
    "sample_approved": lambda: _("Your sample of “%(title)s” is approved."),
    "sample_refused": lambda: _("%(shop)s sends no sample of “%(title)s”."),
    "sample_sent": lambda: _("Your sample of “%(title)s” is on its way."),
    "payout_paid": lambda: _("A payout of %(amount)s has arrived."),
    "payout_came_back": lambda: _("A payout of %(amount)s did not arrive. Please look at where payouts go."),
}


def _say(verb: str) -> None:
    @says(verb)
    def said(it: Telling) -> str:
        return _SENTENCES[verb]() % it.facts


for _verb in _SENTENCES:
    _say(_verb)
