"""Asking where a thing in a note is from, and thinking better of it."""

from django.db import transaction

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.notes.actions.likes import readable_note
from meadow.venue.notes.asking import asks_for_link
from meadow.venue.notes.events import LinkAsked, LinkAskWithdrawn
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Ask, Thing
from meadow.venue.notes.refusals import ForSaleHere, NoSuchThing, YourOwnNote


@transaction.atomic
def ask_for_link(note: Note, *, by: Person, thing: Thing | None = None) -> Note:
    """Ask where a thing of the note is from, or what the note shows as a whole; asking again changes nothing.

    What one asked in a comment before stays asked when that comment goes. Locks the note, then the thing.
    """
    note = readable_note(note, by=by)
    if note.author_id == by.pk:
        raise YourOwnNote
    thing = _thing_of(note, thing)
    if _is_for_sale(note, thing):
        raise ForSaleHere
    ask, is_new = Ask.objects.get_or_create(note=note, thing=thing, person=by)
    if is_new:
        _count(note, thing, 1)
        announce(LinkAsked(note=note.pk, author=note.author_id, thing=thing.pk if thing else None, by=by.pk))
    elif ask.comment_id is not None:
        ask.comment = None
        ask.save(update_fields=["comment"])
    return note


@transaction.atomic
def withdraw_ask(note: Note, *, by: Person, thing: Thing | None = None) -> Note:
    """Take back what one asked; whoever did not ask changes nothing."""
    note = readable_note(note, by=by)
    ask = Ask.objects.filter(note=note, thing=_thing_of(note, thing), person=by).first()
    if ask is not None:
        _take_back(note, ask)
    return note


def hear_ask(comment: Comment, note: Note) -> None:
    """Count a comment that plainly asks for a link as its writer's ask. For actions that hold the note's lock."""
    if comment.author_id == note.author_id or not asks_for_link(comment.text):
        return
    _, is_new = Ask.objects.get_or_create(
        note=note, thing=None, person_id=comment.author_id, defaults={"comment": comment}
    )
    if is_new:
        _count(note, None, 1)
        announce(LinkAsked(note=note.pk, author=note.author_id, thing=None, by=comment.author_id))


def unhear_ask(comment: Comment, note: Note) -> None:
    """Take back what a comment that goes had asked, unless its writer asks so in another one.

    For actions that hold the note's lock.
    """
    for ask in Ask.objects.filter(comment=comment):
        others = note.comments.filter(author=comment.author_id, deleted_at=None).exclude(pk=comment.pk).order_by("-pk")
        ask.comment = next((other for other in others if asks_for_link(other.text)), None)
        if ask.comment is not None:
            ask.save(update_fields=["comment"])
        else:
            _take_back(note, ask)


def _thing_of(note: Note, thing: Thing | None) -> Thing | None:
    if thing is None:
        return None
    found = note.things.locked().filter(pk=thing.pk).first()
    if found is None:
        raise NoSuchThing
    return found


def _is_for_sale(note: Note, thing: Thing | None) -> bool:
    """Whether a pin of the note stands for the thing already or, for the note as a whole, whether any pin does."""
    pinned = Product.objects.on_sale().filter(pins__note=note)
    if thing is None:
        return pinned.exists()
    return thing.product_id is not None and pinned.filter(pk=thing.product_id).exists()


def _take_back(note: Note, ask: Ask) -> None:
    thing = note.things.locked().get(pk=ask.thing_id) if ask.thing_id else None
    ask.delete()
    _count(note, thing, -1)
    announce(LinkAskWithdrawn(note=note.pk, author=note.author_id, thing=ask.thing_id, by=ask.person_id))


def _count(note: Note, thing: Thing | None, more: int) -> None:
    """Needs the locks: the counts are read, changed and written."""
    note.ask_count += more
    note.save(update_fields=["ask_count"])
    if thing is not None:
        thing.ask_count += more
        thing.save(update_fields=["ask_count"])
