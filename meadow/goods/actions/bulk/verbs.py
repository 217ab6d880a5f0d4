"""What can be done to many products at once, by the names of the verbs."""

from meadow.goods.actions.bulk.batches import BulkVerb
from meadow.goods.actions.bulk.placing import Categorise, Collect, Tag, Take
from meadow.goods.actions.bulk.prices import Reprice
from meadow.goods.models.bulk import BulkEdit
from meadow.goods.models.products import Product

VERBS: dict[BulkEdit.Verb, BulkVerb] = {
    BulkEdit.Verb.PUBLISH: Take(Product.Status.ACTIVE),
    BulkEdit.Verb.DRAFT: Take(Product.Status.DRAFT),
    BulkEdit.Verb.ARCHIVE: Take(Product.Status.ARCHIVED),
    BulkEdit.Verb.ADD_TAG: Tag(adds=True),
    BulkEdit.Verb.REMOVE_TAG: Tag(adds=False),
    BulkEdit.Verb.COLLECT: Collect(adds=True),
    BulkEdit.Verb.UNCOLLECT: Collect(adds=False),
    BulkEdit.Verb.CATEGORISE: Categorise(),
    BulkEdit.Verb.REPRICE: Reprice(),
}
