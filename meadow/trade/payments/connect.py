"""Stripe Connect: charges stay with the platform, and earnings are sent on to connected accounts as transfers.

Reference: https://docs.stripe.com/connect/separate-charges-and-transfers. A connected account is begun by us and
finished on Stripe's own pages (https://docs.stripe.com/connect/hosted-onboarding); Meadow keeps its name only.
"""

import logging
from dataclasses import dataclass

import stripe

from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.payments.provider import Given
from meadow.trade.payments.stripe import amount_for_stripe, ask, client_for, unreachable
from meadow.trade.refusals import BalanceTooLow

log = logging.getLogger("meadow.payments")
_PAYOUT = "meadow_payout"  # the key under which transfers and reversals carry ours


@dataclass(frozen=True)
class Connect:
    """The platform's Stripe account, as the one that sends."""

    secret_key: str
    api_base: str

    name = "stripe"

    def send(self, key: str, *, amount: int, currency: str, to: PayoutAccount) -> Given:
        """Transfer it, unless it was before: Stripe forgets idempotency keys after a day, a transfer's group never."""
        if made := ask(lambda: self._transfer_under(key)):
            return Given(reference=made.id)
        theirs = amount_for_stripe(amount, currency)
        if ask(lambda: self._available(currency)) < theirs:  # a refusal would stick to the key
            raise BalanceTooLow
        try:
            made = self._client.v1.transfers.create(
                {
                    "amount": theirs,
                    "currency": currency.lower(),
                    "destination": to.reference,
                    "transfer_group": _group(key),
                    "metadata": {_PAYOUT: key},
                },
                {"idempotency_key": _group(key)},
            )
        except stripe.InvalidRequestError as error:
            return _refused(error)
        except stripe.StripeError as error:
            raise unreachable(error) from error
        return Given(reference=made.id)

    def standing(self, key: str, *, reference: str, to: PayoutAccount) -> Given:
        """Transfers are made at once or not at all, so one that is there is done."""
        if reference.startswith("trr_"):  # reversals are, too
            return Given(reference=reference)
        made = ask(lambda: self._transfer_under(key))
        return Given(reference=made.id) if made else Given(is_done=False)

    def reverse(self, key: str, *, reference: str, amount: int, currency: str, to: PayoutAccount) -> Given:
        """Take so much of a transfer back out of the connected account's balance."""
        reversals = self._client.v1.transfers.reversals
        listed = ask(lambda: reversals.list(reference, {"limit": 100}))
        for made in listed.auto_paging_iter():
            if (made.to_dict().get("metadata") or {}).get(_PAYOUT) == key:
                return Given(reference=made.id)
        try:
            made = reversals.create(
                reference,
                {"amount": amount_for_stripe(amount, currency), "metadata": {_PAYOUT: key}},
                {"idempotency_key": f"meadow-reversal-{key}"},
            )
        except stripe.InvalidRequestError as error:
            return _refused(error)
        except stripe.StripeError as error:
            raise unreachable(error) from error
        return Given(reference=made.id)

    def open_account(self, account: PayoutAccount, *, email: str) -> str:
        """Begin a connected account in the owner's country, and give its name; asked twice, it is the same one."""
        made = ask(
            lambda: self._client.v1.accounts.create(
                {
                    "country": account.country,
                    "email": email,
                    "capabilities": {"transfers": {"requested": True}},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "requirement_collection": "stripe",
                        "stripe_dashboard": {"type": "express"},
                    },
                    "metadata": {"meadow_payout_account": str(account.pk)},
                },
                {"idempotency_key": f"meadow-account-{account.pk}-{account.begun_at:%Y%m%d%H%M%S}"},
            )
        )
        return str(made.id)

    def page_for(self, account: PayoutAccount, *, back: str, again: str) -> str:
        """The address of Stripe's page on which the owner says what Stripe has to know; good for once, and minutes."""
        link = ask(
            lambda: self._client.v1.account_links.create(
                {
                    "account": account.reference,
                    "type": "account_onboarding",
                    "return_url": back,
                    "refresh_url": again,
                }
            )
        )
        return str(link.url)

    def state_of(self, account: PayoutAccount) -> PayoutAccount.State:
        """How Stripe says that the account stands."""
        said = ask(lambda: self._client.v1.accounts.retrieve(account.reference)).to_dict()
        if (said.get("capabilities") or {}).get("transfers") == "active" and said.get("payouts_enabled"):
            return PayoutAccount.State.READY
        return PayoutAccount.State.HELD_UP if said.get("details_submitted") else PayoutAccount.State.BEGUN

    @property
    def _client(self) -> stripe.StripeClient:
        return client_for(self.secret_key, self.api_base)

    def _transfer_under(self, key: str) -> stripe.Transfer | None:
        listed = self._client.v1.transfers.list({"transfer_group": _group(key), "limit": 1})
        return listed.data[0] if listed.data else None

    def _available(self, currency: str) -> int:
        """What the platform may send now, in Stripe's units."""
        said = self._client.v1.balance.retrieve().to_dict()
        return sum(one["amount"] for one in said["available"] if one["currency"] == currency.lower())


def _group(key: str) -> str:
    return f"meadow-payout-{key}"


def _refused(error: stripe.InvalidRequestError) -> Given:
    if error.code == "balance_insufficient":
        raise BalanceTooLow
    log.error("Stripe sends no payout: %s", error.user_message or error)
    return Given(is_done=False, problem=(error.user_message or str(error))[:300])
