"""Files of orders and of customers from before: looked at, carried in, and taken back."""

from typing import BinaryIO

from django.utils import timezone

from meadow.goods.catalogues.layout import EmptyCatalogue, NotCSV
from meadow.moving.actions.history.bringing import import_customers, import_orders
from meadow.moving.actions.history.leaving import take_back_history
from meadow.moving.history.reading import UnknownHistory, read_customers, read_orders
from meadow.moving.importing.accounts import Accounts
from meadow.moving.importing.kinds import Looked
from meadow.moving.models.imports import Import


class OrdersKind:
    """Exports of orders. Of what is in them nothing is shown before they are in: they are about people."""

    def look(self, an_import: Import, stream: BinaryIO) -> Looked | None:
        zone, currency = timezone.get_current_timezone(), an_import.shop.currency
        try:
            history = read_orders(stream, name=an_import.name, currency=currency, zone=zone)
        except (UnknownHistory, NotCSV, EmptyCatalogue):
            return None  # a file of another kind, or one that another kind refuses in better words
        return Looked(format=history.format, encoding=history.encoding, rows=history.rows())

    def carry(self, an_import: Import, stream: BinaryIO) -> None:
        import_orders(
            stream,
            name=an_import.name,
            shop=an_import.shop,
            import_row=an_import,
            dry_run=an_import.is_trial,
            journal=Accounts(an_import),
            done=an_import.products_done,
            counted=an_import.counts,
        )

    def take_back(self, an_import: Import) -> bool:
        return take_back_history(an_import)


class CustomersKind:
    """Exports of customers."""

    def look(self, an_import: Import, stream: BinaryIO) -> Looked | None:
        zone, currency = timezone.get_current_timezone(), an_import.shop.currency
        try:
            history = read_customers(stream, name=an_import.name, currency=currency, zone=zone)
        except (UnknownHistory, NotCSV, EmptyCatalogue):
            return None
        return Looked(format=history.format, encoding=history.encoding, rows=history.rows())

    def carry(self, an_import: Import, stream: BinaryIO) -> None:
        import_customers(
            stream,
            name=an_import.name,
            shop=an_import.shop,
            import_row=an_import,
            dry_run=an_import.is_trial,
            journal=Accounts(an_import),
            done=an_import.products_done,
            counted=an_import.counts,
        )

    def take_back(self, an_import: Import) -> bool:
        return take_back_history(an_import)
