"""Stripe: PaymentIntents begun by us, confirmed by the browser, and believed only when Stripe itself says so.

Reference: https://docs.stripe.com/api/payment_intents and https://docs.stripe.com/webhooks.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import stripe

from meadow.plumbing.money import exponent
from meadow.trade.models.payments import Payment
from meadow.trade.payments.provider import Begun, Device, Given, Notice, Outcome, Standing
from meadow.trade.refusals import BadNotice, CannotCharge, ProviderUnreachable

log = logging.getLogger("meadow.payments")
_SECONDS = 10
_REFUND = "meadow_refund"  # the key under which a refund carries ours
_OURS = "meadow_payment"  # the key under which an intent carries the number of its payment
_STATUS = {"succeeded": Outcome.COLLECTED, "canceled": Outcome.OVER}
# Where Stripe counts in other units than ISO 4217 (https://docs.stripe.com/currencies#special-cases).
_STRIPES_EXPONENT = {"ISK": 2, "UGX": 2, "MGA": 0}
T = TypeVar("T")


@dataclass(frozen=True)
class Stripe:
    """One Stripe account, through its API or through something on this machine that speaks it."""

    secret_key: str
    publishable_key: str
    webhook_secret: str
    api_base: str

    name = "stripe"

    def takes(self, currency: str) -> bool:
        return True

    def flow_for(self, device: Device) -> str:
        return ""

    def reference_for(self, payment: Payment) -> str:
        return ""  # Stripe chooses it

    def begin(self, payment: Payment, device: Device) -> Begun:
        intents = self._client.v1.payment_intents
        if payment.reference:
            intent = ask(lambda: intents.retrieve(payment.reference))
        else:
            intent = ask(
                lambda: intents.create(
                    {
                        "amount": amount_for_stripe(payment.amount, payment.currency),
                        "currency": payment.currency.lower(),
                        "metadata": {_OURS: str(payment.pk)},
                    },
                    {"idempotency_key": f"meadow-payment-{payment.pk}"},
                )
            )
        fields = {"client_secret": intent.client_secret or "", "publishable_key": self.publishable_key}
        return Begun(reference=intent.id, template="trade/pay_stripe.html", fields=fields)

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        try:
            event = stripe.Webhook.construct_event(body, headers.get("Stripe-Signature"), self.webhook_secret)
        except (stripe.SignatureVerificationError, ValueError):  # ValueError: neither UTF-8 nor JSON
            raise BadNotice from None
        if not event.type.startswith("payment_intent."):
            return Notice(event.id, event.type)
        intent = event.data.to_dict()["object"]
        ours = str((intent.get("metadata") or {}).get(_OURS, ""))
        return Notice(
            event.id,
            event.type,
            reference=intent["id"],
            payment=int(ours) if ours.isdecimal() else None,
            standing=_standing(intent),
        )

    def look_up(self, payment: Payment) -> Standing:
        if not payment.reference:  # the answer to the beginning was lost, so nobody was given the means to pay
            return Standing(Outcome.OVER, problem="never begun")
        return _standing(ask(lambda: self._client.v1.payment_intents.retrieve(payment.reference)).to_dict())

    def withdraw(self, payment: Payment) -> Standing:
        try:
            self._client.v1.payment_intents.cancel(payment.reference)
        except stripe.InvalidRequestError as error:  # too late: it is collected, or cancelled already
            log.info("payment %s was not withdrawn: %s", payment.pk, error.user_message)
        except stripe.StripeError as error:
            raise unreachable(error) from error
        return self.look_up(payment)

    def refund(self, payment: Payment, *, amount: int, key: str) -> Given:
        currency = payment.collected_currency or payment.currency
        try:
            # Stripe forgets idempotency keys after a day or more; refunds themselves it never does.
            made = self._refund_under(payment, key) or self._client.v1.refunds.create(
                {
                    "payment_intent": payment.reference,
                    "amount": amount_for_stripe(amount, currency),
                    "metadata": {_REFUND: key},
                },
                {"idempotency_key": f"meadow-refund-{key}"},
            )
        except stripe.InvalidRequestError as error:
            if error.code == "balance_insufficient":
                raise unreachable(error) from error
            if error.code == "charge_already_refunded" and amount == payment.collected:
                return Given()  # all of it is back, if by somebody else's hand
            return Given(is_done=False, problem=(error.user_message or str(error))[:300])
        except stripe.StripeError as error:
            raise unreachable(error) from error
        return _given(made.to_dict(), amount, currency)

    def refund_standing(self, payment: Payment, *, amount: int, key: str, reference: str) -> Given:
        made = ask(lambda: self._refund_under(payment, key))
        if made is None:  # the asking was lost: send it again
            return Given(is_done=False)
        return _given(made.to_dict(), amount, payment.collected_currency or payment.currency)

    def _refund_under(self, payment: Payment, key: str) -> stripe.Refund | None:
        """The refund of this payment that was made under this key, if there is one."""
        made = self._client.v1.refunds.list({"payment_intent": payment.reference, "limit": 100})
        for one in made.auto_paging_iter():
            if (one.to_dict().get("metadata") or {}).get(_REFUND) == key:
                return one
        return None

    @property
    def _client(self) -> stripe.StripeClient:
        return client_for(self.secret_key, self.api_base)


def amount_for_stripe(minor: int, currency: str) -> int:
    """Our minor units in Stripe's; refuses with `CannotCharge` what Stripe has no unit small enough for."""
    ours, theirs = _units(currency)
    amount, rest = divmod(minor * theirs, ours)
    if rest or (theirs == 1000 and amount % 10):  # Stripe wants amounts with three decimals to end in 0
        raise CannotCharge(currency=currency)
    return amount


def amount_from_stripe(amount: int, currency: str) -> int:
    """Stripe's units in our minor units."""
    ours, theirs = _units(currency)
    return amount * ours // theirs


def _units(currency: str) -> tuple[int, int]:
    """How many of our units, and of Stripe's, make one whole of the currency."""
    decimals = exponent(currency)
    ours: int = 10**decimals
    theirs: int = 10 ** _STRIPES_EXPONENT.get(currency, decimals)
    return ours, theirs


@cache  # one pool of connections per process
def client_for(secret_key: str, api_base: str) -> stripe.StripeClient:
    """The way to Stripe with this key."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=_SECONDS),
    )


def _standing(intent: Mapping[str, Any]) -> Standing:
    """What an intent says of its payment; all that is not over yet may still be collected."""
    error = intent.get("last_payment_error") or {}
    problem = str(error.get("message") or "")
    outcome = _STATUS.get(intent["status"], Outcome.DECLINED if problem else Outcome.WAITING)
    if outcome != Outcome.COLLECTED:
        return Standing(outcome, problem=problem or str(intent.get("cancellation_reason") or ""))
    currency = str(intent["currency"]).upper()
    received = int(intent.get("amount_received", intent["amount"]))
    return Standing(outcome, amount_from_stripe(received, currency), currency)


def _given(said: Mapping[str, Any], amount: int, currency: str) -> Given:
    """How a refund stands; localstripe, and Stripe for some ways of paying, say no status."""
    if amount_from_stripe(int(said["amount"]), currency) != amount:
        return Given(reference=said["id"], is_done=False, problem="another amount was given back")
    status = said.get("status") or "succeeded"
    problem = str(said.get("failure_reason") or status) if status in {"failed", "canceled"} else ""
    return Given(reference=said["id"], is_done=status == "succeeded", problem=problem)


def ask(question: Callable[[], T]) -> T:
    """What Stripe answers; raises `ProviderUnreachable` where it does not, or where it cannot be used."""
    try:
        return question()
    except stripe.StripeError as error:
        raise unreachable(error) from error


def unreachable(error: stripe.StripeError) -> ProviderUnreachable:
    """What to raise where Stripe does not answer, or answers what cannot be used."""
    log.error("Stripe answered %s: %s", error.http_status, error.user_message or error)
    return ProviderUnreachable()
