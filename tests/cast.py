"""The named cast: Ada is a member, Bo is another, Cy manages a shop, Bai is a buyer, Di is an operator."""

import pytest
from django.utils import timezone

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note

PASSWORD = "a long and calm meadow"


def person(handle: str, **fields: object) -> Person:
    return Person.objects.create_user(f"{handle}@example.org", PASSWORD, handle=handle, name=handle.title(), **fields)


@pytest.fixture
def ada(db: None) -> Person:
    return person("ada")


@pytest.fixture
def bo(db: None) -> Person:
    return person("bo.li")


@pytest.fixture
def cy(db: None) -> Person:
    return person("cy.potter")


@pytest.fixture
def bai(db: None) -> Person:
    return person("bai", is_buyer=True)


@pytest.fixture
def di(db: None) -> Person:
    return person("di.ops", is_staff=True, is_superuser=True)


@pytest.fixture
def shop(cy: Person) -> Shop:
    """Cy's shop."""
    shop = Shop.objects.create(
        handle="cy-clay", name="Cy Clay", story="Cups and lamps, thrown by hand.", currency="USD"
    )
    Seat.objects.create(shop=shop, person=cy, role=Seat.Role.OWNER)
    return shop


@pytest.fixture
def lamp_product(shop: Shop) -> Product:
    """A lamp on sale in Cy's shop, one variant, one on hand, 49.00 USD."""
    product = Product.objects.create(
        shop=shop,
        handle="lamp",
        title="Paper lamp",
        status=Product.Status.ACTIVE,
        published_at=timezone.now(),
        price_from=4900,
        price_to=4900,
        in_stock=True,
    )
    variant = Variant.objects.create(product=product, sku="LAMP", price=4900)
    Stock.objects.create(variant=variant, on_hand=1)
    return product


@pytest.fixture
def lamp(lamp_product: Product) -> Variant:
    return lamp_product.variants.get()


def on_hand(variant: Variant) -> int:
    return Stock.objects.get(variant=variant).on_hand


def published(author: Person, title: str) -> Note:
    """A note that everybody may read, without photos."""
    now = timezone.now()
    return Note.objects.create(
        author=author,
        title=title,
        text="Warm, and quiet.",
        state=Note.State.PUBLISHED,
        published_at=now,
        changed_at=now,
    )
