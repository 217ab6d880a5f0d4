"""The two feeds: order, language, blocks, and that every note comes once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meadow.matching import feed
from meadow.people.models.persons import Block, Follow, Person
from meadow.venue.notes.actions.likes import like_note
from meadow.venue.notes.actions.publishing import delete_note
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.tests.made import draft_of, note_of
from tests.cast import person


def all_pages(language: str | None, limit: int) -> list[int]:
    found: list[int] = []
    after = None
    while True:
        leaf = feed.explore(language, after, limit=limit)
        found += [note.pk for note in leaf.rows]
        after = leaf.after
        if after is None:
            return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(heats=st.lists(st.sampled_from([0.0, 1.5, 1 / 3, 39_000.1]), min_size=1, max_size=9), limit=st.integers(1, 5))
def test_every_note_comes_once_and_in_order(db: None, heats: list[float], limit: int) -> None:
    author = Person.objects.filter(handle="ada").first() or person("ada")
    Note.objects.all().delete()
    now = timezone.now()
    Note.objects.bulk_create([Note(author=author, state="published", published_at=now, heat=heat) for heat in heats])

    found = all_pages("en", limit)

    expected = Note.objects.order_by("-heat", "-pk").values_list("pk", flat=True)
    assert found == list(expected)


def test_what_comes_between_two_leaves_repeats_nothing(ada: Person) -> None:
    notes = [note_of(ada) for _ in range(4)]
    first = feed.explore("en", None, limit=2)

    note_of(ada)
    delete_note(first.rows[1], by=ada)
    second = feed.explore("en", first.after, limit=2)

    assert [note.pk for note in [*first.rows, *second.rows]] == [note.pk for note in reversed(notes)]


@pytest.mark.parametrize(
    "after", ["x", "!!", "W10", "WzEsMl0", "WyJhIiwxXQ", "A" * 500, "W251bGwsMV0", "WzEsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"]
)
def test_a_broken_cursor_begins_at_the_beginning(client: Client, ada: Person, after: str) -> None:
    note_of(ada)

    for url in ("/", "/products/", "/shops/"):
        assert client.get(url, {"after": after}).status_code == 200


def test_what_people_like_comes_first(ada: Person, bo: Person, bai: Person) -> None:
    loved, newer = note_of(ada), note_of(ada)
    for fan in (bo, bai):
        like_note(loved, by=fan)

    assert [note.pk for note in feed.explore("en", None).rows] == [loved.pk, newer.pk]


def test_drafts_and_notes_of_those_who_left_are_nowhere(ada: Person, bo: Person) -> None:
    draft_of(ada)
    delete_note(note_of(ada), by=ada)
    note_of(bo)
    Person.objects.filter(pk=bo.pk).update(is_active=False)

    assert feed.explore(None, None).rows == []
    assert feed.explore(None, None, reader=ada).rows == []


def test_readers_get_their_language_unless_they_ask_for_all(client: Client, ada: Person) -> None:
    english, chinese = note_of(ada, title="Evening light"), note_of(ada, title="晚上的光")

    def shown(url: str, language: str) -> set[int]:
        html = client.get(url, headers={"Accept-Language": language}).content.decode()
        return {note.pk for note in (english, chinese) if f'href="/notes/{note.pk}/"' in html}

    assert shown("/", "en") == {english.pk}
    assert shown("/", "zh-hans") == {chinese.pk}
    assert shown("/?language=all", "en") == {english.pk, chinese.pk}
    assert shown("/?language=zh-hans", "en") == {chinese.pk}
    assert shown("/?language=xx", "en") == {english.pk}


def test_a_block_empties_both_feeds_both_ways(ada: Person, bo: Person) -> None:
    note_of(ada)
    Follow.objects.create(follower=bo, followed=ada)
    assert len(feed.explore(None, None, reader=bo).rows) == len(feed.following(bo, None).rows) == 1

    for block in ({"by": ada, "blocked": bo}, {"by": bo, "blocked": ada}):
        row = Block.objects.create(**block)
        assert feed.explore(None, None, reader=bo).rows == feed.following(bo, None).rows == []
        row.delete()


def test_following_shows_the_newest_of_those_one_follows(ada: Person, bo: Person, bai: Person) -> None:
    Follow.objects.create(follower=bo, followed=ada)
    older, newer = note_of(ada), note_of(ada)
    Note.objects.filter(pk=older.pk).update(published_at=timezone.now() - timedelta(hours=1), heat=10**6)
    note_of(bai)

    assert [note.pk for note in feed.following(bo, None).rows] == [newer.pk, older.pk]


def test_the_feed_is_read_in_the_order_of_its_index(ada: Person) -> None:
    now = timezone.now()
    Note.objects.bulk_create(
        [
            Note(
                author=ada,
                language="zh-hans" if number % 10 else "en",
                state="published",
                published_at=now,
                heat=number % 97,
            )
            for number in range(3000)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notes_note")
    first = feed.explore("en", None)

    with CaptureQueriesContext(connection) as captured:
        feed.explore("en", first.after)
    with connection.cursor() as cursor:
        # With small tables the planner may like sorting better; what counts is that no sort is needed.
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + captured.captured_queries[-1]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "note_hottest_by_language" in plan
    assert "Sort" not in plan
