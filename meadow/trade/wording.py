"""Promotions in the words of whoever reads them."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meadow.plumbing.money import format_amount, percent_text
from meadow.trade.models.promotions import WHOLE, Promotion


def what_it_gives(promotion: Promotion) -> str:
    """What is taken off: `10% off`, `$5.00 off`, `Buy 2, get 1 free`."""
    kind = Promotion.Kind(promotion.kind)
    if kind == Promotion.Kind.PERCENT:
        return _("%(percent)s off") % {"percent": _percent(promotion.percent)}
    if kind == Promotion.Kind.AMOUNT:
        return _("%(amount)s off") % {"amount": _amount(promotion, promotion.amount)}
    if kind == Promotion.Kind.TIERS:
        tiers = [
            _("%(amount)s off from %(goods)s") % {"amount": _amount(promotion, off), "goods": _amount(promotion, start)}
            for start, off in promotion.steps
        ]
        return " · ".join(tiers)
    if kind == Promotion.Kind.BUNDLE:
        said = {"buy": promotion.buy, "get": promotion.get, "percent": _percent(promotion.percent)}
        if promotion.percent == WHOLE:
            return _("Buy %(buy)s, get %(get)s free") % said
        return _("Buy %(buy)s, get %(get)s for %(percent)s less") % said
    if promotion.most_off is not None:
        return _("%(amount)s off shipping") % {"amount": _amount(promotion, promotion.most_off)}
    return _("Free shipping")


def what_it_asks(promotion: Promotion) -> Iterator[str]:
    """What has to be so for it to count, one thing at a time."""
    if promotion.min_goods:
        yield _("from goods worth %(amount)s") % {"amount": _amount(promotion, promotion.min_goods)}
    if promotion.most_off is not None and promotion.kind != Promotion.Kind.SHIPPING:
        yield _("%(amount)s at most") % {"amount": _amount(promotion, promotion.most_off)}
    if promotion.first_order == Promotion.First.SHOP:
        yield _("first order at the shop")
    if promotion.first_order == Promotion.First.PLATFORM:
        yield _("first order of all")
    if promotion.place.startswith("room"):
        yield _("in the live room")
    if promotion.place.startswith("group"):
        yield _("in the group")
    if promotion.limit_each and not promotion.first_order:
        yield ngettext("once each", "%(times)s times each", promotion.limit_each) % {"times": promotion.limit_each}
    if promotion.starts_at is not None and not promotion.has_started(timezone.now()):
        yield _("from %(day)s") % {"day": date_format(timezone.localtime(promotion.starts_at))}
    if promotion.ends_at is not None:
        yield _("until %(day)s") % {"day": date_format(timezone.localtime(promotion.ends_at), "DATETIME_FORMAT")}


def _amount(promotion: Promotion, amount: int) -> str:
    return format_amount(amount, promotion.currency, get_language() or settings.LANGUAGE_CODE)


def _percent(hundredths: int) -> str:
    return f"{percent_text(hundredths)}%"
