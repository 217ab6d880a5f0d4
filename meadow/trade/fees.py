"""The fees of the platform in words, as they are set at present; what was sold before keeps its own."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meadow.goods.models.shops import Shop
from meadow.plumbing.money import CURRENCIES, format_amount


def percent(rate: int) -> str:
    """Hundredths of a per cent as people read them: `12.5 %`."""
    shown = (Decimal(rate) / 100).normalize()
    return f"{number_format(f'{shown:f}')} %"


def fees_in_words() -> list[str]:
    """A sentence for each rule about who pays what."""
    terms: dict[str, dict[str, Any]] = settings.MEADOW_SHOP_KINDS
    fees = {kind: int(terms.get(kind, {}).get("fee", 0)) for kind in Shop.Kind.values}
    kinds = [f"{label}: {percent(fees[kind])}" for kind, label in Shop.Kind.choices]
    share = percent(settings.MEADOW_COMMISSION_SHARE)
    said = [
        _("Platform fee, of what is paid without tax: %(kinds)s.") % {"kinds": "; ".join(kinds)},
        _("The platform keeps %(rate)s of every buyer's commission.") % {"rate": share},
    ]
    if settings.MEADOW_FEE_FREE_DAYS:
        words = _("New shops pay no platform fee in their first %(days)s days.")
        said.append(words % {"days": settings.MEADOW_FEE_FREE_DAYS})
    said += [_payment_fee(provider) for provider in settings.MEADOW_PAYMENT_FEES]
    if settings.MEADOW_FEE_TAX:
        said.append(_("Tax on fees: %(rate)s.") % {"rate": percent(settings.MEADOW_FEE_TAX)})
    if settings.MEADOW_FEE_GIVEN_BACK:
        said.append(_("A refund gives the platform fee back."))
    else:
        said.append(_("A refund does not give the platform fee back."))
    if settings.MEADOW_PAYMENT_FEE_GIVEN_BACK:
        said.append(_("A refund gives the payment fee back."))
    else:
        said.append(_("A refund does not give the payment fee back."))
    if settings.MEADOW_PLATFORM_REMITS_TAX:
        said.append(_("The platform remits the tax on sales."))
    else:
        said.append(_("The shop gets the tax on its sales, and remits it."))
    said.append(schedule_in_words())
    return said


def schedule_in_words() -> str:
    """When payouts are planned."""
    if settings.MEADOW_PAYOUT_SCHEDULE == "daily":
        return _("Payouts are planned every day.")
    if settings.MEADOW_PAYOUT_SCHEDULE == "weekly":
        return _("Payouts are planned every Monday.")
    return _("Payouts are planned by hand.")


def _payment_fee(provider: str) -> str:
    terms = settings.MEADOW_PAYMENT_FEES[provider]
    fixed = [
        format_amount(amount, currency, get_language() or settings.LANGUAGE_CODE)
        for currency, amount in terms.get("fixed", {}).items()
        if currency in CURRENCIES
    ]
    asked = " + ".join(filter(None, [percent(terms.get("rate", 0)), " / ".join(fixed)]))
    return _("Payment fee of %(provider)s: %(asked)s of each payment.") % {"provider": provider, "asked": asked}
