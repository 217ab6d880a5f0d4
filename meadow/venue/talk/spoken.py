"""What a message is to a page that shows it: told to everybody at once, or asked for by one reader."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, Q
from django.utils import translation

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.templatetags.photos import smallest
from meadow.plumbing.templatetags.money import money
from meadow.venue.talk.cards import Card, CardView, look_up
from meadow.venue.talk.models.messages import Message, MessagePhoto, Reaction
from meadow.venue.talk.notices import in_a_sentence, in_all_languages
from meadow.venue.talk.stickers import STICKERS, sticker_url

_QUOTED = 80


def spoken_to_all(messages: Sequence[Message], *, with_signs: bool = False) -> list[dict[str, Any]]:
    """Messages for everybody, whatever language they read; authors with pictures and what they answer are at hand.

    A card comes as anybody may see it (`cards`, by language), or not at all: then pages ask for it.
    """
    photos, shops = _photos_of(messages), _shops_of(messages)
    cards = [card for message in messages if (card := card_of(message))]
    views: dict[str, dict[Card, CardView]] = {}
    if cards:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                views[language] = look_up(cards, None)
    signs = _reactions_of(messages, None) if with_signs else {}
    said = []
    for message in messages:
        told = _plain(message, photos, shops)
        if with_signs:
            told["reactions"] = signs.get(message.pk, [])
        if message.kind == Message.Kind.NOTICE:
            told["notices"] = in_all_languages(message.text, message.words)
        elif card := card_of(message):
            seen = {language: found[card] for language, found in views.items()}
            is_public = all(view.state != "gone" for view in seen.values())
            told["cards"] = {language: shown(card, view) for language, view in seen.items()} if is_public else None
        elif message.kind == Message.Kind.STICKER and is_standing(message):
            told["sticker"] = {"name": message.sticker, "url": sticker_url(message.sticker)}
        said.append(told)
    return said


def spoken_to(person: Person, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as one reader has them, in their language; at most three statements, one for
    each kind of card, and one for shops that speak."""
    photos, shops = _photos_of(messages), _shops_of(messages)
    reactions = _reactions_of(messages, person)
    views = look_up([card for message in messages if (card := card_of(message))], person)
    said = []
    for message in messages:
        told = _plain(message, photos, shops)
        told["reactions"] = reactions.get(message.pk, [])
        if message.kind == Message.Kind.NOTICE:
            told["notice"] = in_a_sentence(message.text, message.words)
        elif card := card_of(message):
            told["card"] = shown(card, views[card])
        elif message.kind == Message.Kind.STICKER and is_standing(message):
            name = STICKERS.get(message.sticker, "")
            told["sticker"] = {"name": message.sticker, "url": sticker_url(message.sticker), "title": str(name)}
        said.append(told)
    return said


def is_standing(message: Message) -> bool:
    return message.recalled_at is None and message.hidden_at is None


def card_of(message: Message) -> Card | None:
    """What a message points at, unless it was taken away."""
    if message.kind != Message.Kind.CARD or message.card_key is None or not is_standing(message):
        return None
    return Card(message.card_kind, message.card_key)


def _plain(message: Message, photos: dict[int, list[dict[str, Any]]], shops: dict[int, Shop]) -> dict[str, Any]:
    stands = is_standing(message)
    told: dict[str, Any] = {
        "number": message.number,
        "kind": message.kind,
        "mark": message.mark,
        "at": message.said_at.isoformat(),
        "text": message.text if stands and message.kind != Message.Kind.NOTICE else "",
        "author": _author(message, shops),
    }
    if message.edited_at:
        told["edited"] = message.edited_at.isoformat()
    if message.recalled_at:
        told["recalled"] = True
    if message.hidden_at:
        told["hidden"] = True
    if message.pinned_at and stands:
        told["pinned"] = True
    if message.is_announcement:
        told["announcement"] = True
    if stands and message.answers_id and message.answers:
        told["answers"] = quoted(message.answers)
    if stands and message.pk in photos:
        told["photos"] = photos[message.pk]
    return told


def _author(message: Message, shops: dict[int, Shop]) -> dict[str, Any] | None:
    """Who says it. Whoever speaks for a shop has its name and picture, and of their own only the first name."""
    author = message.author
    if author is None:
        return None
    shop = shops.get(message.words.get("for", 0))
    if shop is None:
        picture = smallest(author.picture) if author.picture else ""
        said: dict[str, Any] = {"id": author.pk, "handle": author.handle, "name": author.name, "picture": picture}
        return {**said, "badge": badge} if (badge := message.words.get("badge")) else said
    name = f"{shop.in_words['name']} · {first_name(author)}"
    picture = smallest(shop.picture) if shop.picture else ""
    return {"id": author.pk, "handle": "", "name": name, "picture": picture, "shop": shop.handle}


def first_name(person: Person) -> str:
    """What somebody who answers for a shop is called to those outside of it."""
    return person.name.split()[0] if person.name.strip() else person.handle


def _shops_of(messages: Iterable[Message]) -> dict[int, Shop]:
    """The shops for which some of these messages were said (`words["for"]`)."""
    wanted = {message.words["for"] for message in messages if "for" in message.words}
    found = Shop.objects.filter(pk__in=wanted).select_related("picture") if wanted else ()
    return {shop.pk: shop for shop in found}


def quoted(message: Message) -> dict[str, Any]:
    """A message in a few words, where another one answers it."""
    stands, author = is_standing(message), message.author
    name = first_name(author) if author and "for" in message.words else author.name if author else ""
    return {
        "number": message.number,
        "name": name,
        "kind": message.kind if stands else "gone",
        "text": message.text[:_QUOTED] if stands else "",
    }


def _photos_of(messages: Iterable[Message]) -> dict[int, list[dict[str, Any]]]:
    wanted = [message.pk for message in messages if message.kind == Message.Kind.PHOTO]
    found: dict[int, list[dict[str, Any]]] = {}
    if wanted:
        rows = MessagePhoto.objects.filter(message__in=wanted).select_related("photo").order_by("message", "position")
        for row in rows:
            found.setdefault(row.message_id, []).append(
                {
                    "url": row.photo.url,
                    "small": _of_width(row.photo.sizes, 480) or row.photo.url,
                    "width": row.photo.width,
                    "height": row.photo.height,
                    "colour": row.photo.colour,
                }
            )
    return found


def _of_width(sizes: list[dict[str, Any]], least: int) -> str:
    """The address of the narrowest JPEG that is at least so wide."""
    plain = sorted((size for size in sizes if size["kind"] == "jpeg"), key=lambda size: int(size["width"]))
    chosen = next((size for size in plain if int(size["width"]) >= least), plain[-1] if plain else None)
    return default_storage.url(str(chosen["name"])) if chosen else ""


def _reactions_of(messages: Iterable[Message], person: Person | None) -> dict[int, list[dict[str, Any]]]:
    """For each message its signs, the most frequent first: how many, and, for a person, whether one is theirs."""
    pks = [message.pk for message in messages if message.kind != Message.Kind.NOTICE]
    if not pks:
        return {}
    own = Count("pk", filter=Q(person=person.pk if person else None))
    rows = Reaction.objects.filter(message__in=pks).values("message", "sign").annotate(count=Count("pk"), own=own)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.order_by("message", "-count", "sign"):
        sign = {"sign": row["sign"], "count": row["count"]}
        found.setdefault(row["message"], []).append({**sign, "mine": bool(row["own"])} if person else sign)
    return found


def shown(card: Card, view: CardView) -> dict[str, Any]:
    return {
        "kind": card.kind,
        "key": card.key,
        "title": view.title,
        "url": view.url,
        "picture": view.picture,
        "line": view.line,
        "state": view.state,
        "price": money(view.price, view.currency) if view.price is not None else "",
        "data": view.data,
    }
