"""What the ground forgets by the clock, and what it goes on knowing."""

import uuid
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from meadow.plumbing.jobs import MOST_ATTEMPTS, forget, take_up_jobs
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


def test_a_job_over_which_a_worker_died_is_done_again(db: None) -> None:
    job = _begun(heard=timedelta(seconds=31))

    take_up_jobs(0)

    assert _standing(job) == ("todo", 1)


def test_a_job_that_is_being_done_goes_on(db: None) -> None:
    job = _begun(heard=timedelta(seconds=5))

    take_up_jobs(0)

    assert _standing(job) == ("doing", 0)


def test_a_dead_job_makes_way_for_the_one_that_waits_behind_its_lock(db: None) -> None:
    dead = _begun(heard=timedelta(seconds=31))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock) "
            "VALUES ('test', 'test.send', 'test.send', 'test.send')"
        )

    take_up_jobs(0)

    assert _standing(dead) == ("failed", 1)
    assert _fetched() == "test.send"


def test_a_job_over_which_workers_keep_dying_is_given_up(db: None) -> None:
    job = _begun(heard=timedelta(seconds=31), attempts=MOST_ATTEMPTS)

    take_up_jobs(0)

    assert _standing(job) == ("failed", MOST_ATTEMPTS + 1)


def _begun(*, heard: timedelta, attempts: int = 0) -> int:
    """A job that bears locks and was begun by a worker that was heard of so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [timezone.now() - heard]
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, lock, queueing_lock, status, attempts, worker_id)"
            " VALUES ('test', 'test.send', 'test.send', 'test.send', 'doing', %s, %s) RETURNING id",
            [attempts, worker],
        )
        (job,) = cursor.fetchone()
    return int(job)


def _standing(job: int) -> tuple[str, int]:
    row = ProcrastinateJob.objects.get(pk=job)
    return row.status, row.attempts


def _fetched() -> str:
    """What a worker is given to do next."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2('{test}', NULL)")
        (task,) = cursor.fetchone()
    return str(task)


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
