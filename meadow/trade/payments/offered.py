"""Which payment providers this Meadow offers, by its settings."""

from django.conf import settings

from meadow.trade.payments.provider import Provider
from meadow.trade.payments.sandbox import Sandbox
from meadow.trade.payments.stripe import Stripe
from meadow.trade.refusals import NoSuchProvider


def offered() -> list[str]:
    """The names of the providers that a member may choose from."""
    names = []
    if settings.STRIPE_SECRET_KEY:
        names.append(Stripe.name)
    if settings.SANDBOX_PAYMENT:
        names.append(Sandbox.name)
    return names


def provider_called(name: str) -> Provider:
    """The provider of this name; refuses with `NoSuchProvider` when it is not offered here."""
    if name not in offered():
        raise NoSuchProvider(provider=name)
    if name == Stripe.name:
        return Stripe(
            secret_key=settings.STRIPE_SECRET_KEY,
            publishable_key=settings.STRIPE_PUBLISHABLE_KEY,
            webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
            api_base=settings.STRIPE_API_BASE,
        )
    return Sandbox()
