"""What notes do when goods speak, and whom they tell of their own facts."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import Truncator

from meadow.goods.models.products import PriceChange, Product, Variant
from meadow.goods.models.stock import StockWish
from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind, News
from meadow.people.models.persons import Person
from meadow.people.sentences import in_each_language
from meadow.plumbing.events import Told, reaction
from meadow.plumbing.money import format_amount
from meadow.venue.notes.actions.things import pin_things
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Like, Saved
from meadow.venue.notes.models.notes import Note, Pin
from meadow.venue.notes.models.things import Ask


@reaction("goods.product_published")
def show_where_it_is_from(told: Told) -> None:
    """A product is on sale: it is pinned where people asked for it while it was but a thing."""
    product = Product.objects.filter(pk=told.data["product"]).first()
    if product is not None:
        pin_things(product)


@reaction("venue.note_liked")
def tell_of_a_like(told: Told) -> None:
    """Tell the author of a like that still stands."""
    note = _note(told)
    if note and Like.objects.filter(note=note, person=told.data["by"]).exists():
        _tell(note, [note.author_id], kind=Kind.LIKE, verb="liked", actor=told.data["by"])


@reaction("venue.note_commented")
def tell_of_a_comment(told: Told) -> None:
    """Tell the author, and whoever is replied to, of a comment that still stands."""
    note = _note(told)
    comment = Comment.objects.standing().select_related("parent").filter(pk=told.data["comment"]).first()
    if note is None or comment is None:
        return
    facts: dict[str, Any] = {"actor": comment.author_id, "quote": comment.text, "comment": comment.pk}
    replied_to = comment.parent.author_id if comment.parent else None
    if replied_to:
        _tell(note, [replied_to], kind=Kind.REPLY, verb="replied", **facts)
    if note.author_id != replied_to:
        _tell(note, [note.author_id], kind=Kind.COMMENT, verb="commented", **facts)


@reaction("venue.note_published", "venue.note_edited")
def tell_who_is_mentioned(told: Told) -> None:
    """Tell those whom a note mentions, each once, however often it is edited."""
    note = _note(told)
    if note is None:
        return
    knowing = News.objects.filter(verb="mentioned", about=_about(note)).values("person")
    people = note.mentions.exclude(person__in=knowing).values_list("person", flat=True)
    _tell(note, list(people), kind=Kind.MENTION, verb="mentioned", actor=note.author_id)


@reaction("venue.link_asked")
def tell_of_an_ask(told: Told) -> None:
    """Tell the author that somebody asks where something is from; who asked in a comment is told of by that."""
    note = _note(told)
    asked = Ask.objects.filter(note=told.data["note"], thing=told.data["thing"], person=told.data["by"], comment=None)
    if note and asked.exists():
        _tell(note, [note.author_id], kind=Kind.COMMENT, verb="asked_for_link", actor=told.data["by"])


@reaction("goods.price_changed")
def tell_of_a_lower_price(told: Told) -> None:
    """Tell those who wait for something, or saved a note that shows it, when it costs less than in the 30 days before.

    A price that was raised only to be lowered again is no news, nor one that has changed again meanwhile.
    """
    before, price = told.data["before"], told.data["price"]
    if before is None or price >= before:
        return
    variant = Variant.objects.on_sale().select_related("product__shop").filter(pk=told.data["variant"]).first()
    if variant is None or variant.price != price:
        return
    lowest = PriceChange.objects.lowest_before_reduction(variant)
    if lowest is None or price >= lowest:
        return
    product, currency = variant.product, told.data["currency"]
    waiting = StockWish.objects.filter(variant__product=product).values_list("member", flat=True)
    shown = Pin.objects.filter(product=product, note__state=Note.State.PUBLISHED).values("note")
    saved = Saved.objects.filter(note__in=shown).values_list("collection__person", flat=True)

    def facts() -> dict[str, str]:
        language = translation.get_language() or settings.LANGUAGE_CODE
        return {
            "title": product.in_words["title"],
            "price": format_amount(price, currency, language),
            "before": format_amount(lowest, currency, language),
        }

    tell_of(
        set(waiting.distinct()) | set(saved.distinct()),
        kind=Kind.PRICE,
        verb="price_fell",
        about=f"product:{product.pk}",
        url=f"{product.get_absolute_url()}?variant={variant.pk}",
        words=in_each_language(facts, photo=product.cover_id),
    )


def _note(told: Told) -> Note | None:
    return Note.objects.published().filter(pk=told.data["note"]).first()


def _about(note: Note) -> str:
    return f"note:{note.pk}"


def _tell(note: Note, people: list[int], *, kind: Kind, verb: str, actor: int, **words: Any) -> None:
    by = Person.objects.filter(pk=actor, is_active=True).first()
    if by is not None:
        noted = {"title": note.title or Truncator(note.text).chars(40), "photo": note.cover_id, **words}
        tell_of(people, kind=kind, verb=verb, about=_about(note), url=note.get_absolute_url(), actor=by, words=noted)
