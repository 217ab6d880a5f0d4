"""Templates' view of money: `{{ variant.price|money:shop.currency }}`."""

from django import template
from django.utils.translation import get_language

from meadow.plumbing.money import decimal_text, format_amount, percent_text

register = template.Library()


@register.filter
def money(minor: int, currency: str) -> str:
    """An amount in minor units as people write it in the language at hand."""
    return format_amount(minor, currency, get_language() or "en")


@register.filter
def decimals(minor: int, currency: str) -> str:
    """An amount in minor units as machines read it: `18.00`."""
    return decimal_text(minor, currency)


@register.filter
def rate(hundredths: int) -> str:
    """Hundredths of a per cent as people write them: 1250 is `12.5%`."""
    return percent_text(hundredths) + "%"
