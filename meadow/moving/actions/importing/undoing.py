"""Undoing a whole import: having it begin, and going on with it in the background."""

from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.moving.actions.importing.asking import ask_to_undo
from meadow.moving.actions.importing.carrying import STALE
from meadow.moving.importing.kinds import kinds
from meadow.moving.models.imports import Import, ImportPhoto
from meadow.moving.refusals import TooLateToUndo
from meadow.people.models.persons import Person


@transaction.atomic
def undo_import(an_import: Import, *, by: Person) -> Import:
    """Have everything that the import did be taken back in the background; on its way already, nothing changes.

    Photos that are still to be fetched are not fetched any more. Raises TooLateToUndo.
    """
    an_import = Import.objects.locked().select_related("shop").get(pk=an_import.pk)
    if an_import.state in (Import.State.UNDOING, Import.State.UNDONE):
        return an_import
    if not an_import.can_be_undone:
        raise TooLateToUndo
    an_import.state, an_import.beat_at = Import.State.UNDOING, None
    an_import.save(update_fields=["state", "beat_at"])
    ImportPhoto.objects.filter(of=an_import, state=ImportPhoto.State.WAITING).delete()
    note_down(an_import.shop, "import_undo_begun", by=by, name=an_import.name)
    ask_to_undo(an_import.pk)
    return an_import


def carry_undo(pk: int) -> None:
    """Take back what is not taken back yet, in transactions of some products each; a killed worker's work goes on."""
    an_import = _claim(pk)
    if an_import is None:
        return
    while kinds()[an_import.what].take_back(an_import):
        pass
    _finish(an_import)


@transaction.atomic
def _claim(pk: int) -> Import | None:
    now = timezone.now()
    an_import = Import.objects.locked().select_related("shop", "by").filter(pk=pk, state=Import.State.UNDOING).first()
    if an_import is None or (an_import.beat_at is not None and an_import.beat_at > now - STALE):
        return None
    an_import.beat_at = now
    an_import.save(update_fields=["beat_at"])
    return an_import


@transaction.atomic
def _finish(an_import: Import) -> None:
    mine = Import.objects.filter(pk=an_import.pk, state=Import.State.UNDOING)
    if mine.update(state=Import.State.UNDONE, undone_at=timezone.now()):
        left = an_import.counts.get("undo_left", 0)
        undone = an_import.counts.get("undone", 0)
        note_down(an_import.shop, "import_undone", by=None, name=an_import.name, undone=undone, left=left)
