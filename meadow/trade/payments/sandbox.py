"""The provider that moves no money: a page with two buttons, for trying Meadow out and for its tests."""

from collections.abc import Mapping
from uuid import uuid4

from meadow.trade.models.payments import Payment
from meadow.trade.payments.provider import Begun, Device, Given, Notice, Outcome, Standing
from meadow.trade.refusals import BadNotice


class Sandbox:
    """Collects by the member's word."""

    name = "sandbox"

    def takes(self, currency: str) -> bool:
        return True

    def flow_for(self, device: Device) -> str:
        return ""

    def reference_for(self, payment: Payment) -> str:
        return ""

    def begin(self, payment: Payment, device: Device) -> Begun:
        return Begun(reference=f"sandbox-{payment.pk}", template="trade/pay_sandbox.html")

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        raise BadNotice  # nobody outside has anything to tell

    def look_up(self, payment: Payment) -> Standing:
        return Standing(Outcome.WAITING)

    def withdraw(self, payment: Payment) -> Standing:
        return Standing(Outcome.OVER, problem="withdrawn")

    def refund(self, payment: Payment, *, amount: int, key: str) -> Given:
        """Nothing was taken, so nothing has to go back."""
        return Given(reference=f"sandbox-refund-{key}")

    def refund_standing(self, payment: Payment, *, amount: int, key: str, reference: str) -> Given:
        return self.refund(payment, amount=amount, key=key)

    def decided(self, payment: Payment, *, paid: bool) -> Notice:
        """What the sandbox tells us once the member has pressed one of its buttons."""
        if paid:
            standing = Standing(Outcome.COLLECTED, payment.amount, payment.currency)
        else:
            standing = Standing(Outcome.OVER, problem="declined in the sandbox")
        kind = "paid" if paid else "declined"
        return Notice(uuid4().hex, kind, reference=f"sandbox-{payment.pk}", payment=payment.pk, standing=standing)
