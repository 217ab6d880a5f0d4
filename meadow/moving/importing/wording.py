"""The sentences for everything that can be wrong in an imported file, of whichever kind."""

from meadow.goods.catalogues.wording import MESSAGES as OF_CATALOGUES
from meadow.moving.history.wording import MESSAGES as OF_HISTORY

MESSAGES = {**OF_CATALOGUES, **OF_HISTORY}
