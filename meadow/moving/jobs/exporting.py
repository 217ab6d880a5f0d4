"""Making archives, telling of them, and clearing away what is over. Everything may run twice or late."""

from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.moving.actions.exporting import expire_exports, forget_orphans, make_archive, resume_exports
from meadow.moving.models.exports import Export
from meadow.people.letters import send_letter


@app.task(name="moving.make_archive")
def make(export_id: int) -> None:
    """Make the archive; a second worker for the same one does nothing while the first gives signs of life."""
    make_archive(export_id)


@app.task(name="moving.tell_of_archive", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tell(export_id: int) -> None:
    """Write to who asked that the archive is ready; the letter leads to the page, where they have to sign in."""
    export = Export.objects.select_related("shop", "by").filter(pk=export_id, state=Export.State.DONE).first()
    if export is not None:
        door = reverse("moving:exports", args=[export.shop.handle]) if export.shop else reverse("moving:leaving")
        send_letter(export.by, "moving/letters/archive_ready.txt", export=export, door=door)


@app.periodic(cron="*/2 * * * *")
@app.task(name="moving.resume_exports", queueing_lock="moving.resume_exports")
def resume(timestamp: int) -> None:
    """Begin anew what was on its way when its worker died."""
    resume_exports()


@app.periodic(cron="23 * * * *")
@app.task(name="moving.expire_exports", queueing_lock="moving.expire_exports")
def expire(timestamp: int) -> None:
    """Delete archives whose time is over."""
    expire_exports()


@app.periodic(cron="29 3 * * *")
@app.task(name="moving.forget_orphans", queueing_lock="moving.forget_orphans")
def forget(timestamp: int) -> None:
    """Delete files that killed workers left behind."""
    forget_orphans()
