"""Telling people what happened, so that it waits until they have read it."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from meadow.engines.bus import publish
from meadow.people.models.news import MOST_COUNTED, USUAL, Channel, Kind, News
from meadow.people.models.persons import Person
from meadow.people.sentences import Telling, is_said, sentence

AT_ONCE = 500
"""People whose devices one job serves."""
LONGEST_WORD = 300

# One statement however many people: whom it concerns, what they want, the news itself (new, or merged into what they
# have not read), and how much is unread now. People are taken in the order of their keys, so that two who tell the same
# people wait for each other. Who does again what is told already changes nothing.
_TELL = """
    WITH reader AS MATERIALIZED (
        SELECT person.id, person.language,
            COALESCE(page.is_wanted, %(page)s) AS page,
            COALESCE(email.is_wanted, %(email)s) AS email,
            COALESCE(push.is_wanted, %(push)s)
                AND EXISTS (SELECT 1 FROM people_device device WHERE device.person_id = person.id) AS push
        FROM people_person person
        LEFT JOIN people_newschoice page
            ON page.person_id = person.id AND page.kind = %(kind)s AND page.channel = 'page'
        LEFT JOIN people_newschoice email
            ON email.person_id = person.id AND email.kind = %(kind)s AND email.channel = 'email'
        LEFT JOIN people_newschoice push
            ON push.person_id = person.id AND push.kind = %(kind)s AND push.channel = 'push'
        WHERE person.id = ANY(%(people)s::bigint[]) AND person.is_active
            AND person.id IS DISTINCT FROM %(actor)s::bigint
            AND NOT EXISTS (
                SELECT 1 FROM people_block block
                WHERE (block.by_id = person.id AND block.blocked_id = %(actor)s::bigint)
                    OR (block.by_id = %(actor)s::bigint AND block.blocked_id = person.id)
            )
    ), told AS (
        INSERT INTO people_news AS news
            (person_id, kind, verb, about, actor_id, count, counted, words, url, is_shown, at)
        SELECT id, %(kind)s, %(verb)s, %(about)s, %(actor)s::bigint, 1,
            array_remove(ARRAY[%(actor)s::bigint], NULL), %(words)s::jsonb, %(url)s, page, STATEMENT_TIMESTAMP()
        FROM reader WHERE page OR email OR push ORDER BY id
        ON CONFLICT (person_id, verb, about) WHERE read_at IS NULL DO UPDATE SET
            actor_id = excluded.actor_id, kind = excluded.kind, words = excluded.words, url = excluded.url,
            is_shown = excluded.is_shown, mailed_at = NULL, at = GREATEST(news.at, excluded.at),
            count = news.count + (news.counted <> '{}' AND NOT news.counted @> excluded.counted)::int,
            counted = CASE
                WHEN news.counted @> excluded.counted THEN news.counted
                ELSE (excluded.counted || news.counted)[1:%(most)s]
            END
        WHERE NOT (news.counted @> excluded.counted AND news.words = excluded.words AND news.url = excluded.url)
        RETURNING id, person_id, count, is_shown, (xmax = 0) AS is_new
    )
    SELECT told.id, told.person_id, told.count, told.is_shown, told.is_new, reader.language, reader.push,
        (told.is_new AND told.is_shown)::int + (
            SELECT count(*) FROM people_news unread
            WHERE unread.person_id = told.person_id AND unread.read_at IS NULL AND unread.is_shown
        ) AS unread
    FROM told JOIN reader ON reader.id = told.person_id ORDER BY told.person_id
"""


class Heard(NamedTuple):
    """One person who is told: their news, and what their page shows of it."""

    news: int
    person: int
    people: int
    is_shown: bool
    is_new: bool
    language: str
    has_device: bool
    unread: int


def tell_of(
    people: Collection[int],
    *,
    kind: str,
    verb: str,
    about: str,
    url: str,
    actor: Person | int | None = None,
    words: Mapping[str, Any] | None = None,
) -> None:
    """Tell these people, as each wants to hear of this kind; part of the caller's transaction, in one statement.

    News of the same verb and thing that somebody has not read yet becomes one: the newest actor and words, and how many
    different people it was. Nobody is told of what they did themselves, nor across a block. `url` is a path of ours.
    Pages hear of it after the commit, devices and letters by jobs.
    """
    if not is_said(verb):
        raise LookupError(f"No room has words for the news “{verb}”.")
    if not people:
        return
    by = actor.pk if isinstance(actor, Person) else actor
    noted = _short(dict(words or {}))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {
                "people": sorted(set(people)),
                "kind": Kind(kind).value,
                "verb": verb,
                "about": about[:60],
                "url": url[:200],
                "actor": by,
                "words": json.dumps(noted),
                "most": MOST_COUNTED,
                **{channel.value: kind in USUAL[channel] for channel in Channel},
            },
        )
        heard = [Heard(*row) for row in cursor.fetchall()]
        if not heard:
            return
        _have_pushed([one.news for one in heard if one.has_device])
        name = _name_of(actor) if any(one.is_shown for one in heard) else ""
        transaction.on_commit(partial(_show, heard, Kind(kind), verb, about, name, noted))


def _short(words: dict[str, Any]) -> dict[str, Any]:
    """Words as they are kept: what somebody wrote is cut, since news only hints at it."""
    return {
        key: _short(value) if isinstance(value, dict) else value[:LONGEST_WORD] if isinstance(value, str) else value
        for key, value in words.items()
    }


def _name_of(actor: Person | int | None) -> str:
    if actor is None or isinstance(actor, Person):
        return str(actor or "")
    return str(Person.objects.only("name", "handle").get(pk=actor))


def _have_pushed(news: Sequence[int]) -> None:
    for start in range(0, len(news), AT_ONCE):
        app.configure_task("people.push_news").defer(news=[*news[start : start + AT_ONCE]])


def _show(heard: list[Heard], kind: Kind, verb: str, about: str, name: str, words: dict[str, Any]) -> None:
    """Say it on whatever page they look at: the number of unread news, and the sentence, but not every single like."""
    said: dict[tuple[str, int], str] = {}
    for one in heard:
        if not one.is_shown:
            continue
        payload: dict[str, Any] = {"unread": one.unread, "about": kind.value, "thing": about}
        if one.is_new or kind != Kind.LIKE:
            key = (one.language or settings.LANGUAGE_CODE, one.people)
            if key not in said:
                with translation.override(key[0]):
                    said[key] = sentence(verb, Telling(name, one.people, words))
            payload |= {"title": said[key], "url": reverse("people:one-news", args=[one.news])}
        publish(f"inbox.{one.person}.news", json.dumps(payload).encode())


@transaction.atomic
def read_news(news: News) -> None:
    """Note that somebody has read it; from now on the same is new again."""
    if News.objects.filter(pk=news.pk, read_at=None).update(read_at=timezone.now(), counted=[]):
        transaction.on_commit(partial(_show_unread, news.person_id))


@transaction.atomic
def read_all_news(*, by: Person) -> int:
    """Note that somebody has read all there is; return how many pieces of news that were."""
    read = News.objects.visible_to(by).unread().update(read_at=timezone.now(), counted=[])
    transaction.on_commit(partial(_show_unread, by.pk))
    return read


def _show_unread(person: int) -> None:
    """Have the other pages of this person say how much is left."""
    left = News.objects.filter(person=person, is_shown=True).unread().count()
    publish(f"inbox.{person}.news", json.dumps({"unread": left}).encode())
