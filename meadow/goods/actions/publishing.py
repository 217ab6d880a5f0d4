"""Putting products on sale at the moment that their shop chose."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.events import ProductPublished
from meadow.goods.models.products import Product, ProductQuerySet, Variant
from meadow.plumbing.events import announce

_AT_ONCE = 200


def publish_due() -> int:
    """Put drafts whose moment has come on sale, each in a transaction of its own and each once; returns how many."""
    done = 0
    for pk in _due().order_by("publish_at", "pk").values_list("pk", flat=True)[:_AT_ONCE]:
        done += _publish(pk)
    return done


@transaction.atomic
def _publish(pk: int) -> bool:
    product = _due().filter(pk=pk).select_related("shop").locked().first()
    if product is None or not product.take(Product.Status.ACTIVE):
        return False
    product.save(update_fields=["status", "published_at", "publish_at", "changed_at"])
    announce(ProductPublished(product=product.pk, shop=product.shop_id))
    note_down(product.shop, "product_scheduled", by=None, title=product.title)
    return True


def _due() -> ProductQuerySet:
    """Drafts whose moment has come; one without any variant waits until it has one."""
    variants = Variant.objects.filter(product=OuterRef("pk"), is_active=True)
    return Product.objects.filter(Exists(variants), status=Product.Status.DRAFT, publish_at__lte=timezone.now())
