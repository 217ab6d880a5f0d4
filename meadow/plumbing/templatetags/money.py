"""Templates' view of money: `{{ variant.price|money:shop.currency }}`."""

from django import template
from django.utils.translation import get_language

from meadow.plumbing.money import format_amount

register = template.Library()


@register.filter
def money(minor: int, currency: str) -> str:
    """An amount in minor units as people write it in the language at hand."""
    return format_amount(minor, currency, get_language() or "en")
