"""What trade writes into a shop's log."""

from django.utils.translation import gettext_noop

from meadow.goods.trail import Kind, add_verbs

add_verbs(
    Kind.ORDERS,
    {
        "plan_made": gettext_noop("Wrote the commission plan “%(name)s”."),
        "plan_changed": gettext_noop("Changed the commission plan “%(name)s”."),
        "plan_launched": gettext_noop("Started the commission plan “%(name)s”."),
        "plan_ended": gettext_noop("Ended the commission plan “%(name)s”."),
    },
)
add_verbs(
    Kind.SHOP,
    {
        "payout_account_changed": gettext_noop("Changed where payouts go."),
        "payout_account_given_up": gettext_noop("Gave up where payouts go."),
    },
)
