"""Arithmetic on money: integer minor units and an ISO 4217 currency, never a float."""

import re
from collections.abc import Sequence
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_symbol, parse_pattern

from meadow.plumbing.bad_input import BadInput, gettext_noop

# ISO 4217 list one as amended to January 2026, without funds codes, metals and test codes: nobody is charged in those.
# CLDR (and so Babel) disagrees on some exponents: it follows what circulates as cash, payment networks follow ISO.
_CODES_BY_EXPONENT = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
        CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
        JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
        NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
        SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
}
_EXPONENTS = {code: digits for digits, codes in _CODES_BY_EXPONENT.items() for code in codes.split()}
CURRENCIES = frozenset(_EXPONENTS)

LARGEST = 2**63 - 1  # what a PostgreSQL bigint holds

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,19})(?:\.(?P<decimals>[0-9]{1,19}))?")


class UnknownCurrency(BadInput):
    code = "unknown_currency"
    message = gettext_noop("“%(currency)s” is not a currency in use. Write its three letters, such as EUR or CNY.")


class NotAnAmount(BadInput):
    code = "not_an_amount"
    message = gettext_noop("“%(text)s” is not an amount. Write digits and at most one point, such as 19.90.")


class TooManyDecimals(BadInput):
    code = "too_many_decimals"
    message = gettext_noop("“%(text)s” has more decimals than %(currency)s, which has %(exponent)d.")


class AmountTooLarge(BadInput):
    code = "amount_too_large"
    message = gettext_noop("“%(text)s” %(currency)s is more money than can be handled.")


class NegativeWeight(BadInput):
    code = "negative_weight"
    message = gettext_noop("A share cannot have the negative weight %(weight)d.")


class NobodyToShare(BadInput):
    code = "nobody_to_share"
    message = gettext_noop("There is nobody to share %(total)d between.")


def exponent(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD. Codes are upper case, as ISO writes them.

    Raises UnknownCurrency.
    """
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency=_shortened(currency, 20)) from None


def parse_amount(text: str, currency: str) -> int:
    """Minor units of a canonical decimal: ASCII digits, an optional leading minus, an optional point, nothing else.

    Surplus zeros lose nothing and are read (`34.0000` is what some shops export); surplus digits would have to be
    rounded and are refused. What a person or a file of another locale writes must be made canonical first.

    Raises UnknownCurrency, NotAnAmount, TooManyDecimals or AmountTooLarge.
    """
    digits = exponent(currency)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise NotAnAmount(text=_shortened(text))

    decimals = (match["decimals"] or "").rstrip("0")
    if len(decimals) > digits:
        raise TooManyDecimals(text=text, currency=currency, exponent=digits)

    minor = int(match["whole"] + decimals.ljust(digits, "0"))
    if minor > LARGEST:
        raise AmountTooLarge(text=text, currency=currency)
    return -minor if match["sign"] else minor


def format_amount(minor: int, currency: str, language: str) -> str:
    """The amount as a reader of `language` (`en`, `zh-hans`) expects it, with exactly the decimals of ISO 4217.

    Raises UnknownCurrency, or Babel's UnknownLocaleError.
    """
    digits = exponent(currency)
    locale = Locale.parse(language, sep="-")
    text: str = locale.currency_formats["standard"].pattern
    # Babel leaves out CLDR's space between a currency's letters and the digits: KWD 1.500, but €1.50.
    if get_currency_symbol(currency, locale)[-1].isalpha():
        text = text.replace("¤#", "¤\N{NO-BREAK SPACE}#")
    pattern = parse_pattern(text)
    pattern.frac_prec = (digits, digits)
    shown: str = pattern.apply(_decimal(minor, digits), locale, currency=currency, currency_digits=False)
    return shown


def decimal_text(minor: int, currency: str) -> str:
    """The canonical decimal that parse_amount reads back, for files, structured data and form fields."""
    return f"{_decimal(minor, exponent(currency)):f}"


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` minor units in proportion to `weights` so that nothing is lost: the method of largest remainders.

    The shares sum to `total` and each is within one unit of its exact part; of equal remainders the earlier weight
    wins. A heavier weight never receives less than a lighter one. A negative total is the mirror image of the positive
    one, so that a refund of everything undoes the charge exactly. A weight of zero receives nothing, unless all weights
    are zero: then they count as equal, because a fee on free goods still has to be carried by somebody.

    Raises NegativeWeight, or NobodyToShare when something is left and there are no weights.
    """
    for weight in weights:
        if weight < 0:
            raise NegativeWeight(weight=weight)
    if not weights:
        if total:
            raise NobodyToShare(total=total)
        return []
    if not any(weights):
        weights = [1] * len(weights)

    amount, whole = abs(total), sum(weights)
    parts = [divmod(amount * weight, whole) for weight in weights]
    shares = [share for share, _remainder in parts]
    # sorted() is stable: equal remainders keep the order of the weights.
    by_remainder = sorted(range(len(parts)), key=lambda position: -parts[position][1])
    for position in by_remainder[: amount - sum(shares)]:
        shares[position] += 1
    return shares if total >= 0 else [-share for share in shares]


def _decimal(minor: int, digits: int) -> Decimal:
    # Built from digits rather than divided, so that no decimal context can round it.
    return Decimal((minor < 0, tuple(map(int, str(abs(minor)))), -digits))


def _shortened(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def percent_text(hundredths: int) -> str:
    """Hundredths of a per cent in digits: 1250 is `12.5`."""
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
