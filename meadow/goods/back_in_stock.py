"""Telling members that something they waited for can be had again: at once on the page they look at, and by letter."""

from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.goods.models.products import Variant
from meadow.people.inbox import in_words_of, tell
from meadow.people.letters import send_letter
from meadow.people.models.persons import Person


def tell_members(variant: Variant, members: list[int]) -> None:
    """Tell whoever looks at a page just now, and have a letter written to each. The variant brings product and shop."""
    for person in Person.objects.filter(pk__in=members, is_active=True).order_by("pk"):
        with in_words_of(person):
            title = _("“%(title)s” can be had again.") % {"title": variant.product.in_words["title"]}
        tell(person, "stock", title, address_of(variant))
        back_in_stock_letter.defer(person=person.pk, variant=variant.pk)


def address_of(variant: Variant) -> str:
    return f"{variant.product.get_absolute_url()}?variant={variant.pk}"


@app.task(name="goods.back_in_stock_letter", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def back_in_stock_letter(person: int, variant: int) -> None:
    """Write to one member that something is back; nothing when it is gone from sale again."""
    reader = Person.objects.filter(pk=person).first()
    about = Variant.objects.on_sale().filter(pk=variant).select_related("product__shop").first()
    if reader and about:
        facts = {"variant": about, "shop": about.product.shop, "path": address_of(about)}
        send_letter(reader, "goods/letters/back_in_stock.txt", **facts)
