"""Saying something in a thread: checked, numbered and written in few statements, however many read it."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from psycopg.types.json import Jsonb

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Kind
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.prepared import run
from meadow.plumbing.words import folded, is_said
from meadow.venue.talk.actions.telling import tell_soon
from meadow.venue.talk.cards import Card, is_known, look_up
from meadow.venue.talk.houses import House, house_of
from meadow.venue.talk.models.messages import LONGEST, Message, MessagePhoto
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.refusals import (
    BadMark,
    NoLinksHere,
    NothingToAnswer,
    NothingToSend,
    NotInThread,
    NotSaidHere,
    NotYourPhoto,
    ThreadClosed,
    TooLong,
    TooManyMentions,
    TooManyPhotos,
    TooSoon,
    UnknownCard,
    UnknownSticker,
)
from meadow.venue.talk.stickers import STICKERS
from meadow.venue.talk.wording import MOST_MENTIONS, cleaned, links, mentions

MOST_PHOTOS = 9
_MOST_WORDS = 1000
_MARK = re.compile(r"[A-Za-z0-9-]{8,40}")
_TURN = "SELECT is_closed, slow_seconds FROM talk_thread WHERE id = %s FOR NO KEY UPDATE"
_GROUND = """
SELECT reader.left_at IS NULL,
 (SELECT id FROM talk_message WHERE thread_id = %(thread)s AND author_id = %(by)s AND mark = %(mark)s),
 extract(epoch FROM clock_timestamp() - reader.spoken_at)::float8,
 (SELECT id FROM talk_message WHERE thread_id = %(thread)s AND number = %(answers)s AND number > reader.since
  AND kind <> 'notice' AND recalled_at IS NULL AND hidden_at IS NULL)
FROM talk_reader reader WHERE reader.thread_id = %(thread)s AND reader.person_id = %(by)s"""
_SAID = """
WITH place AS (UPDATE talk_thread SET last = last + 1, spoken_at = clock_timestamp() WHERE id = %(thread)s
  RETURNING last, spoken_at),
 own AS (UPDATE talk_reader SET read = place.last, spoken_at = place.spoken_at FROM place
  WHERE thread_id = %(thread)s AND person_id = %(by)s)
INSERT INTO talk_message (thread_id, number, author_id, kind, text, words, sticker, card_kind, card_key, answers_id,
 mark, is_announcement, said_at)
SELECT %(thread)s, last, %(by)s, %(kind)s, %(text)s, %(words)s, %(sticker)s, %(card_kind)s, %(card_key)s, %(answers)s,
 %(mark)s, %(announced)s, spoken_at FROM place
RETURNING id, number, said_at"""
_CALLED = """
WITH called AS (UPDATE talk_reader reader SET mentioned = %(number)s FROM people_person person
 WHERE reader.thread_id = %(thread)s AND reader.left_at IS NULL AND reader.person_id = person.id
 AND person.handle = ANY(%(handles)s) AND person.id <> %(by)s AND person.is_active
 AND NOT EXISTS (SELECT FROM people_block block WHERE (block.by_id = person.id AND block.blocked_id = %(by)s)
  OR (block.by_id = %(by)s AND block.blocked_id = person.id))
 RETURNING reader.person_id)
INSERT INTO talk_mention (message_id, person_id) SELECT %(message)s, person_id FROM called RETURNING person_id"""


@dataclass(frozen=True)
class Said:
    """What somebody wants to say. `photos` are keys of their own photos, `answers` the number of a message, `mark`
    their own word for it: sent twice it is one message.
    """

    text: str = ""
    photos: tuple[int, ...] = ()
    sticker: str = ""
    card: Card | None = None
    answers: int | None = None
    mark: str = ""


def say(thread: Thread, said: Said, *, by: Person, is_announcement: bool = False) -> Message:
    """Say something to everybody in the thread; the same mark of the same person twice is one message.

    Numbers come without a gap and in the order of commits: the thread's row is locked from the moment a number is
    given until it stands. Writes the message, the thread and one's own reader, and those whom it calls: nobody else's
    row. Locks the house's row, if the house does, and then the thread's.
    """
    house = house_of(thread)
    text = cleaned(said.text)
    kind = _checked(said, text, by)
    with transaction.atomic():
        house.may_speak(thread, by)
        look_through(thread, text, by)
        turn = run(_TURN, [thread.pk])
        ground: dict[str, Any] = {"thread": thread.pk, "by": by.pk, "mark": said.mark, "answers": said.answers}
        found = run(_GROUND, ground)
        if not turn or not found or not found[0][0]:
            raise NotInThread
        ((is_closed, slow_seconds),) = turn
        ((_, known, ago, answered),) = found
        if known:
            return Message.objects.get(pk=known)
        if is_closed:
            raise ThreadClosed
        if slow_seconds and ago is not None and ago < slow_seconds and not house.minds(thread, by):
            raise TooSoon(seconds=max(ceil(slow_seconds - ago), 1))
        if said.answers is not None and answered is None:
            raise NothingToAnswer
        message = _write(thread, by, kind, text, said, answered, is_announcement=is_announcement)
        _hang_on(message, said.photos, by)
        _call(message, house)
        house.spoke(message)
        tell_soon(thread)
    return message


def give_notice(thread: Thread, verb: str, **words: Any) -> Message:
    """Have the thread itself say that something happened, as part of the caller's transaction.

    `talk.notices` puts it into a sentence whenever it is read. Locks the thread's row.
    """
    with transaction.atomic():
        run(_TURN, [thread.pk])
        message = _write(thread, None, Message.Kind.NOTICE, verb, Said(mark=uuid.uuid4().hex), None, words=words)
        house_of(thread).spoke(message)
        tell_soon(thread)
    return message


def _checked(said: Said, text: str, by: Person) -> Message.Kind:
    """The kind of message this is. Raises a Refusal where it can be none."""
    if not _MARK.fullmatch(said.mark):
        raise BadMark
    if len(said.text) > 4 * LONGEST or len(text) > LONGEST:
        raise TooLong(most=LONGEST)
    if len(mentions(text)) > MOST_MENTIONS:
        raise TooManyMentions(most=MOST_MENTIONS)
    if len(said.photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    if said.sticker:
        if said.sticker not in STICKERS:
            raise UnknownSticker
        return Message.Kind.STICKER
    if said.card:
        if not is_known(said.card.kind) or look_up([said.card], by)[said.card].state == "gone":
            raise UnknownCard
        return Message.Kind.CARD
    if said.photos:
        return Message.Kind.PHOTO
    if not text:
        raise NothingToSend
    return Message.Kind.TEXT


def look_through(thread: Thread, text: str, by: Person) -> None:
    """Whether this person may say so here. Raises NotSaidHere or NoLinksHere."""
    if not text:
        return
    house = house_of(thread)
    looked_through = folded(text)
    for word in house.words(thread)[:_MOST_WORDS]:
        if is_said(word, looked_through):
            raise NotSaidHere(word=word)
    away = [link for link in links(text) if not _is_ours(link)]
    if away and not house.admits_links(thread, by):
        raise NoLinksHere


def _is_ours(link: str) -> bool:
    own = urlsplit(settings.PUBLIC_URL).hostname
    host = urlsplit(link if "://" in link else f"//{link}").hostname
    return bool(own) and host == own


def _write(
    thread: Thread,
    by: Person | None,
    kind: Message.Kind,
    text: str,
    said: Said,
    answered: int | None,
    *,
    is_announcement: bool = False,
    words: dict[str, Any] | None = None,
) -> Message:
    """Give it the next number and write it; the caller has locked the thread."""
    row = {
        "kind": kind.value,
        "text": text,
        "sticker": said.sticker,
        "card_kind": said.card.kind if said.card else "",
        "card_key": said.card.key if said.card else None,
        "mark": said.mark,
    }
    values = {"thread": thread.pk, "by": by.pk if by else None, "answers": answered, "announced": is_announcement}
    ((pk, number, said_at),) = run(_SAID, {**row, **values, "words": Jsonb(words or {})})
    message = _as_written(thread, pk, number, said_at, by)
    for name, value in row.items():
        setattr(message, name, value)
    message.words, message.answers_id, message.is_announcement = words or {}, answered, is_announcement
    return message


def _call(message: Message, house: House) -> None:
    """Have those who are called by their handle, and are in the thread, know of it."""
    author = message.author
    if author is None or not (handles := mentions(message.text)):
        return
    thread = message.thread
    asked = {"number": message.number, "thread": thread.pk, "handles": handles, "by": author.pk, "message": message.pk}
    if called := [person for (person,) in run(_CALLED, asked)]:
        tell_of(
            called,
            kind=Kind.MENTION,
            verb="called",
            about=f"thread:{thread.pk}",
            url=f"{house.url(thread)}#message-{message.number}",
            actor=author,
            words={"text": message.text[:80]},
        )


def _as_written(thread: Thread, pk: int, number: int, said_at: datetime, by: Person | None) -> Message:
    message = Message(pk=pk, thread=thread, number=number, author=by, said_at=said_at)
    message._state.adding = False
    return message


def _hang_on(message: Message, photos: Sequence[int], by: Person) -> None:
    """Photos that they put here themselves, in their order. Raises NotYourPhoto."""
    if not photos:
        return
    wanted = list(dict.fromkeys(photos))
    own = set(Photo.objects.put_here_by(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if own != set(wanted):
        raise NotYourPhoto
    rows = [MessagePhoto(message=message, photo_id=pk, position=place) for place, pk in enumerate(wanted)]
    MessagePhoto.objects.bulk_create(rows)
