"""What the ground forgets by the clock, and what it goes on knowing."""

import uuid
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from meadow.plumbing.jobs import forget
from meadow.plumbing.limits import limit
from meadow.plumbing.models import Answer, Reacted, Tally


def test_what_can_serve_no_more_is_forgotten(db: None) -> None:
    now = timezone.now()
    for key, age in (("old", timedelta(hours=25)), ("young", timedelta(hours=23))):
        Answer.objects.create(scope="test", actor="ada", key=key, fingerprint="", asked_at=now - age)
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=24) - age)
    for reaction, age in (("old", timedelta(days=91)), ("young", timedelta(days=89))):
        Reacted.objects.create(reaction=reaction, event=uuid.uuid4(), reacted_at=now - age)
    Tally.objects.create(key="old", window=1, count=1)
    limit("young", "ada", times=1, seconds=3600)
    _job("old", timedelta(hours=73))
    _job("young", timedelta(hours=71))

    forget(0)

    assert [answer.key for answer in Answer.objects.all()] == ["young"]
    assert [session.session_key for session in Session.objects.all()] == ["young"]
    assert [reacted.reaction for reacted in Reacted.objects.all()] == ["young"]
    assert [tally.key for tally in Tally.objects.all()] == ["young:ada"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE queue_name = 'test'")
        assert cursor.fetchall() == [("young",)]


def _job(name: str, age: timedelta) -> None:
    """A job that went well so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "VALUES ('test', %s, 'succeeded') RETURNING id",
            [name],
        )
        (job,) = cursor.fetchone()
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [job])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'succeeded', %s)",
            [job, timezone.now() - age],
        )
