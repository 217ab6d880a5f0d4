"""What the ground does by the clock: it forgets what can serve no more. Everything here may run twice or late."""

import time
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from meadow.plumbing import letters  # noqa: F401 - its task is known once this module is
from meadow.plumbing.idempotency import LIFETIME
from meadow.plumbing.models import Answer, Reacted, Tally
from meadow.plumbing.relay import JOURNAL

HOURS_JOBS_ARE_KEPT = 72
MOST_ATTEMPTS = 5
"""A job over which a worker died so often is what it died of."""


@app.periodic(cron="41 3 * * *")
@app.task(name="plumbing.forget", queueing_lock="plumbing.forget")
def forget(timestamp: int) -> None:
    """Forget old answers, reactions to facts that the journal has dropped, counts, sessions and jobs that went well."""
    now = timezone.now()
    Answer.objects.filter(asked_at__lt=now - LIFETIME).delete()
    Reacted.objects.filter(reacted_at__lt=now - timedelta(seconds=JOURNAL.max_age or 0)).delete()
    Tally.objects.filter(window__lt=time.time()).delete()
    call_command("clearsessions")
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=HOURS_JOBS_ARE_KEPT)


@app.periodic(cron="* * * * *")
@app.task(name="plumbing.take_up_jobs", queueing_lock="plumbing.take_up_jobs")
def take_up_jobs(timestamp: int) -> None:
    """Have the jobs done over which a worker died, which else would keep their locks for ever.

    Where the next one waits already, or too many died, the dead one is over. Bears no lock itself, for the same reason.
    """
    manager = app.job_manager
    for job in async_to_sync(manager.get_stalled_jobs)():
        waiting = ProcrastinateJob.objects.filter(queueing_lock=job.queueing_lock, status=Status.TODO.value)
        if job.attempts >= MOST_ATTEMPTS or (job.queueing_lock and waiting.exists()):
            async_to_sync(manager.finish_job)(job, status=Status.FAILED, delete_job=False)
        else:
            async_to_sync(manager.retry_job)(job)
