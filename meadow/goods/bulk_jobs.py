"""Changes to so many products that nobody waits for them."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from meadow.goods.actions.bulk.edits import run_edit
from meadow.goods.models.bulk import BulkEdit

_KEPT = timedelta(days=30)


@app.task(name="goods.carry_on_edit")
def carry_on_edit(edit: int) -> None:
    """Do what is left of one change; ends at once when another worker is at it."""
    run_edit(edit)


@app.periodic(cron="* * * * *")
@app.task(name="goods.carry_on_edits", queueing_lock="goods.carry_on_edits")
def carry_on_edits(timestamp: int) -> None:
    """Find changes that are not done, as when a worker died over one, and have them carried on."""
    going = [BulkEdit.State.GOING, BulkEdit.State.UNDOING]
    for pk in BulkEdit.objects.filter(state__in=going).order_by("pk").values_list("pk", flat=True):
        try:
            carry_on_edit.configure(queueing_lock=f"bulk-edit-{pk}").defer(edit=pk)
        except AlreadyEnqueued:
            continue


@app.periodic(cron="23 4 * * *")
@app.task(name="goods.forget_edits", queueing_lock="goods.forget_edits")
def forget_edits(timestamp: int) -> None:
    """Forget what was changed long ago; it can be taken back for thirty days."""
    BulkEdit.objects.filter(begun_at__lt=timezone.now() - _KEPT, ended_at__isnull=False).delete()
