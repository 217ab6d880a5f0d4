"""What trade tells `meadow doctor`: which payment providers may be used, and whether their keys can be read."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError

from meadow.engines.health import Finding, register
from meadow.trade.models.payments import Payment
from meadow.trade.payments.alipay import Alipay
from meadow.trade.payments.keys import KeyUnreadable, private_key, public_key
from meadow.trade.payments.offered import NEEDED, configured
from meadow.trade.payments.payouts import payout_names
from meadow.trade.payments.sandbox import Sandbox
from meadow.trade.payments.stripe import Stripe
from meadow.trade.payments.wechat import WeChatPay

_KEYS = {
    Alipay.name: {"MEADOW_ALIPAY_PRIVATE_KEY": private_key, "MEADOW_ALIPAY_PUBLIC_KEY": public_key},
    WeChatPay.name: {"MEADOW_WECHAT_PRIVATE_KEY": private_key, "MEADOW_WECHAT_PUBLIC_KEY": public_key},
    Stripe.name: {},
}


@register
def payments() -> Iterator[Finding]:
    """A line for each provider that the settings name, and one for payouts; nothing of a key is shown."""
    ready = configured()
    for name in _KEYS:
        if name in ready or any(getattr(settings, needed) for needed in NEEDED[name]):
            wrong = "; ".join([*_missing(name), *_unreadable(name), *_unsafe(name)])
            yield Finding(f"pay: {name}", "may be paid with" if name in ready else "is not offered", wrong)
    if Sandbox.name in ready:
        yield Finding("pay: sandbox", "play money is taken; MEADOW_SANDBOX_PAYMENT=0 ends it")
    if not ready:
        yield Finding("pay", "nothing can be paid", "Name a payment provider: docs/howto/payments.md")
    yield Finding("payouts", f"are sent by {', '.join(payout_names()) or 'nobody'}")


@register
def refused_refunds() -> Iterator[Finding]:
    """Money that has to go back, and that a provider does not give back."""
    try:
        stuck = Payment.objects.filter(state=Payment.State.REFUND_DUE).exclude(refused="").count()
    except DatabaseError:
        return  # the database's own finding has said why
    if stuck:
        remedy = "See /operators/trade/payment/?state=refund_due, and give it back in the provider's console."
        yield Finding("refunds", f"{stuck} payments were not given back", remedy)


def _missing(name: str) -> Iterator[str]:
    missing = [needed for needed in NEEDED[name] if not getattr(settings, needed)]
    if missing:
        yield f"set {', '.join(map(_in_environment, missing))}"


def _unreadable(name: str) -> Iterator[str]:
    for setting, read in _KEYS[name].items():
        if value := getattr(settings, setting):
            try:
                read(value)
            except KeyUnreadable as error:
                yield f"{setting}: {error}"


def _unsafe(name: str) -> Iterator[str]:
    """What is set, and cannot work."""
    if name == Stripe.name and not settings.STRIPE_WEBHOOK_SECRET:
        yield "set MEADOW_STRIPE_WEBHOOK_SECRET, or every notice is refused"
    if name == WeChatPay.name:
        if len(settings.MEADOW_WECHAT_API_KEY.encode()) != 32:
            yield "MEADOW_WECHAT_API_KEY has to have 32 characters"
        if bool(settings.MEADOW_WECHAT_PUBLIC_KEY) != bool(settings.MEADOW_WECHAT_PUBLIC_KEY_ID):
            yield "MEADOW_WECHAT_PUBLIC_KEY and MEADOW_WECHAT_PUBLIC_KEY_ID go together"
        if not settings.PUBLIC_URL.startswith("https://"):
            yield "MEADOW_PUBLIC_URL has to begin with https://, or WeChat Pay tells us nothing"


def _in_environment(setting: str) -> str:
    return setting if setting.startswith("MEADOW_") else f"MEADOW_{setting}"
