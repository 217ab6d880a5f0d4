"""Names that we give to payments and refunds where the provider leaves that to us; they must never come twice.

Several Meadows may share one account with a provider, and a database may be begun anew, so a name holds more than the
row's number.
"""

from uuid import NAMESPACE_URL, uuid5

from meadow.trade.models.payments import Payment


def trade_number(payment: Payment) -> str:
    """Of a payment, at most 32 letters and digits: the moment of its beginning to the millisecond, and its number."""
    return f"{payment.begun_at:%Y%m%d%H%M%S}{payment.begun_at.microsecond // 1000:03d}x{payment.pk}"


def refund_number(payment: Payment, key: str) -> str:
    """Of the refund of a payment under this key, 32 letters and digits; the same key gives the same one."""
    return uuid5(NAMESPACE_URL, f"{payment.provider}/{payment.reference}/{key}").hex
