"""Makes known what can be imported, in the order in which a file is shown to them, and the log's verbs about it.

Products come last: any table that nobody else knows is taken for one of products.
"""

from django.utils.translation import gettext_noop

from meadow.goods.trail import Kind, add_verbs
from meadow.moving.importing.catalogue import CatalogueKind
from meadow.moving.importing.history import CustomersKind, OrdersKind
from meadow.moving.importing.kinds import add_kind
from meadow.moving.models.imports import Import

add_verbs(
    Kind.MOVING,
    {
        "import_begun": gettext_noop("Began to import “%(name)s”."),
        "import_done": gettext_noop(
            "Imported “%(name)s”: %(added)s added, %(updated)s changed, %(left_out)s left out."
        ),
        "history_customer_forgotten": gettext_noop("Forgot a customer from before."),
        "import_stopped": gettext_noop("Stopped the import of “%(name)s”."),
        "import_gone_on": gettext_noop("Went on with the import of “%(name)s”."),
        "import_undo_begun": gettext_noop("Began to undo the import of “%(name)s”."),
        "import_undone": gettext_noop(
            "Undid the import of “%(name)s”: %(undone)s taken back, %(left)s left as they are."
        ),
    },
)
add_kind(Import.What.ORDERS, OrdersKind())
add_kind(Import.What.CUSTOMERS, CustomersKind())
add_kind(Import.What.CATALOGUE, CatalogueKind())
