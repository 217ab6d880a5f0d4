"""What each kind of shop is asked for before it opens, and what it costs; read from `MEADOW_SHOP_KINDS`."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

FIELDS = ("legal_name", "registration", "tax_number", "country", "address", "phone", "what")


@dataclass(frozen=True)
class Terms:
    """One kind's terms: the answers and papers it needs, its deposit in minor units, its fee in basis points."""

    fields: tuple[str, ...]
    documents: tuple[str, ...]
    deposit: int
    fee: int

    @property
    def fee_percent(self) -> str:
        """The fee as people write it: `5`, `2.5`."""
        return f"{self.fee / 100:.2f}".rstrip("0").rstrip(".")


def terms_of(kind: str) -> Terms:
    """The terms of now; what an application was handed in under is kept on its row."""
    said: dict[str, Any] = settings.MEADOW_SHOP_KINDS[kind]
    return Terms(tuple(said["fields"]), tuple(said["documents"]), int(said["deposit"]), int(said["fee"]))


def operators_decide() -> bool:
    """Whether operators answer applications; else a shop opens as soon as it is handed in whole."""
    return bool(settings.MEADOW_SHOP_REVIEW == "operators")
