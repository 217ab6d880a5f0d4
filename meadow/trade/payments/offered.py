"""Which payment providers this Meadow offers, by its settings."""

from collections.abc import Callable

from django.conf import settings

from meadow.trade.payments.alipay import Alipay
from meadow.trade.payments.provider import Provider
from meadow.trade.payments.sandbox import Sandbox
from meadow.trade.payments.stripe import Stripe
from meadow.trade.payments.wechat import WeChatPay
from meadow.trade.refusals import NoSuchProvider


def offered(currency: str) -> list[str]:
    """The names of the providers with which a member may pay a checkout in this currency."""
    return [name for name in configured() if provider_called(name).takes(currency)]


def configured() -> list[str]:
    """The names of all providers that the settings name whole."""
    return [name for name, is_named in _NAMED.items() if is_named()]


def provider_called(name: str) -> Provider:
    """The provider of this name; refuses with `NoSuchProvider` when it is not to be had here."""
    if name not in _NAMED or not _NAMED[name]():
        raise NoSuchProvider(provider=name)
    return _MADE[name]()


def stripe() -> Stripe:
    return Stripe(
        secret_key=settings.STRIPE_SECRET_KEY,
        publishable_key=settings.STRIPE_PUBLISHABLE_KEY,
        webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
        api_base=settings.STRIPE_API_BASE,
    )


def alipay() -> Alipay:
    return Alipay(
        app_id=settings.MEADOW_ALIPAY_APP_ID,
        seller_id=settings.MEADOW_ALIPAY_SELLER_ID,
        private_key=settings.MEADOW_ALIPAY_PRIVATE_KEY,
        public_key=settings.MEADOW_ALIPAY_PUBLIC_KEY,
        gateway=settings.MEADOW_ALIPAY_GATEWAY,
    )


def wechat() -> WeChatPay:
    return WeChatPay(
        app_id=settings.MEADOW_WECHAT_APP_ID,
        merchant_id=settings.MEADOW_WECHAT_MERCHANT_ID,
        serial=settings.MEADOW_WECHAT_SERIAL,
        private_key=settings.MEADOW_WECHAT_PRIVATE_KEY,
        api_key=settings.MEADOW_WECHAT_API_KEY,
        public_key=settings.MEADOW_WECHAT_PUBLIC_KEY,
        public_key_id=settings.MEADOW_WECHAT_PUBLIC_KEY_ID,
        gateway=settings.MEADOW_WECHAT_GATEWAY,
    )


def _all(*names: str) -> Callable[[], bool]:
    return lambda: all(getattr(settings, name) for name in names)


NEEDED = {
    Stripe.name: ("STRIPE_SECRET_KEY",),
    Alipay.name: tuple(f"MEADOW_ALIPAY_{part}" for part in ("APP_ID", "SELLER_ID", "PRIVATE_KEY", "PUBLIC_KEY")),
    WeChatPay.name: tuple(
        f"MEADOW_WECHAT_{part}" for part in ("APP_ID", "MERCHANT_ID", "SERIAL", "PRIVATE_KEY", "API_KEY")
    ),
    Sandbox.name: ("SANDBOX_PAYMENT",),
}
"""The settings without which a provider is not offered, in the order in which providers are."""
_NAMED = {name: _all(*needed) for name, needed in NEEDED.items()}
_MADE: dict[str, Callable[[], Provider]] = {
    Stripe.name: stripe,
    Alipay.name: alipay,
    WeChatPay.name: wechat,
    Sandbox.name: Sandbox,
}
