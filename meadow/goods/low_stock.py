"""Telling the team what runs low: as news, and once a day by letter."""

from django.db import transaction
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.goods.desks import KEEPERS
from meadow.goods.models.products import Product, Variant, VariantQuerySet
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import RanLow
from meadow.people.actions.news import tell_of
from meadow.people.letters import send_letter
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.plumbing.limits import limit
from meadow.plumbing.refusals import TooManyRequests

MOST_IN_A_LETTER = 50
MOST_TOLD_A_MINUTE = 3


def tell_team(variant: Variant, *, left: int) -> None:
    """Tell those who keep the goods; not more than a few times a minute, however much an import says.

    What is not told stands in the list of products, and in the letter.
    """
    shop = variant.product.shop
    try:
        limit("low-stock", str(shop.pk), times=MOST_TOLD_A_MINUTE, seconds=60)
    except TooManyRequests:
        return
    tell_of(
        [person.pk for person in keepers(shop.pk)],
        kind=Kind.SHOP,
        verb="runs_low",
        about=f"variant:{variant.pk}",
        url=reverse("goods:desk-variant-stock", args=[shop.handle, variant.pk]),
        words=in_each_language(
            lambda: {"title": variant.product.in_words["title"]},
            number=max(left, 0),
            photo=variant.product.cover_id,
        ),
    )


def keepers(shop: int) -> list[Person]:
    """Those of the team who look after the shop's goods."""
    return list(Person.objects.filter(seats__shop=shop, seats__role__in=KEEPERS).order_by("pk"))


@app.periodic(cron="0 7 * * *")
@app.task(name="goods.low_stock_letters", queueing_lock="goods.low_stock_letters")
def low_stock_letters(timestamp: int) -> None:
    """Have each shop's team written to of which something has run low since the last letter."""
    for shop in RanLow.objects.order_by("shop").values_list("shop", flat=True).distinct():
        with transaction.atomic():
            noted = RanLow.objects.select_for_update().filter(shop=shop).order_by("pk")
            variants = list(noted.values_list("pk", flat=True))
            low = list(still_low(variants).values_list("pk", flat=True))
            for person in keepers(shop) if low else ():
                low_stock_letter.defer(person=person.pk, shop=shop, variants=low)
            RanLow.objects.filter(pk__in=variants).delete()


@app.task(name="goods.low_stock_letter", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def low_stock_letter(person: int, shop: int, variants: list[int]) -> None:
    """Write to one of a team what runs low; nothing when there is enough again."""
    reader, about = Person.objects.filter(pk=person).first(), Shop.objects.filter(pk=shop).first()
    low = list(still_low(variants).select_related("product", "stock").order_by("product__title", "pk"))
    if reader and about and low:
        more = max(len(low) - MOST_IN_A_LETTER, 0)
        send_letter(reader, "goods/letters/low_stock.txt", shop=about, variants=low[:MOST_IN_A_LETTER], more=more)


def still_low(variants: list[int]) -> VariantQuerySet:
    """Those of these variants that are on sale, or may be again, and still run low."""
    wanted = Variant.objects.filter(pk__in=variants, is_active=True, stock__is_low=True)
    return wanted.exclude(product__status=Product.Status.ARCHIVED)
