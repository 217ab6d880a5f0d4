"""The countries that parcels go to, by their ISO 3166-1 code, named in the reader's language (CLDR)."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

# Two-letter codes of CLDR that ISO has not given to a country.
_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country, in the order of their names in the language at hand."""
    return list(_named(get_language() or "en"))


def country_name(code: str) -> str:
    return dict(_named(get_language() or "en")).get(code, code)


@lru_cache(maxsize=8)
def _named(language: str) -> tuple[tuple[str, str], ...]:
    territories = Locale.parse(language, sep="-").territories
    names = {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    return tuple(sorted(((c, n) for c, n in names.items() if c not in _NOT_COUNTRIES), key=lambda pair: pair[1]))
