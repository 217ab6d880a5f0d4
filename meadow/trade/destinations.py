"""Where a parcel goes: an address as it was when it was promised, kept beside the promise."""

from collections.abc import Mapping

from meadow.people.countries import country_name
from meadow.people.models.persons import Address

_PARTS = ("name", "phone", "country", "region", "city", "street", "postcode")


def kept_address(address: Address | None) -> dict[str, str]:
    """A copy of the address, which a later change of the address book does not reach; empty without one."""
    return {part: getattr(address, part) for part in _PARTS} if address else {}


def address_lines(kept: Mapping[str, str]) -> list[str]:
    """A kept address as it stands on a parcel, in the language at hand."""
    part = kept.get
    town = " ".join(filter(None, (part("postcode"), part("city"))))
    lines = (part("name"), part("street"), town, part("region"), country_name(part("country", "")), part("phone"))
    return [line for line in lines if line]
