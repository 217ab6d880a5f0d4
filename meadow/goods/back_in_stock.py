"""Telling members that something they waited for can be had again: as news, and by letter."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.goods.models.products import Variant
from meadow.people.actions.news import tell_of
from meadow.people.letters import send_letter
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language


def tell_members(variant: Variant, members: list[int]) -> None:
    """Tell each, and have a letter written. The variant brings product and shop."""
    tell_of(
        members,
        kind=Kind.STOCK,
        verb="back_in_stock",
        about=f"variant:{variant.pk}",
        url=address_of(variant),
        words=in_each_language(lambda: {"title": variant.product.in_words["title"]}, photo=variant.product.cover_id),
    )
    for person in Person.objects.filter(pk__in=members, is_active=True).order_by("pk"):
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
