"""Carrying an import in: having it begin, going on with it in the background, and stopping it."""

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meadow.goods.actions.trail import note_down
from meadow.moving.actions.importing.asking import ask_to_carry, ask_to_fetch, ask_to_undo
from meadow.moving.importing.accounts import Interrupted
from meadow.moving.importing.catalogue import mapping_of
from meadow.moving.importing.files import opened
from meadow.moving.importing.kinds import Looked, kinds
from meadow.moving.models.imports import Import, ImportPhoto, KnownMapping
from meadow.moving.refusals import ImportHasRun, NotLookedAt
from meadow.people.models.persons import Person
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.problems import in_words
from meadow.plumbing.refusals import Refusal

log = logging.getLogger("meadow.moving")
STALE = timedelta(seconds=90)
"""A worker that gave no sign of life for so long is taken for dead."""
MOST_TRIES = 5
"""So often an import is taken up again without getting any further."""
_BEAT = 5.0
_GOING = (Import.State.WAITING, Import.State.RUNNING)


@transaction.atomic
def start_import(an_import: Import, *, by: Person, trial: bool, options: Mapping[str, Any]) -> Import:
    """Have the import, or a trial of it, begin in the background; asked again while it is on its way, nothing changes.

    A trial may be repeated, and followed by the import itself. What the columns mean is remembered for the shop. Raises
    ImportHasRun, NotLookedAt or what is wrong with the mapping.
    """
    an_import = Import.objects.locked().select_related("shop", "by").get(pk=an_import.pk)
    if an_import.state in _GOING:
        return an_import
    has_only_tried = an_import.is_trial and not an_import.is_going
    if an_import.state != Import.State.UPLOADED and not has_only_tried:
        raise ImportHasRun
    looked = Looked.of(an_import)
    if looked is None or looked.refused:
        raise NotLookedAt
    if looked.is_table:
        mapping = mapping_of(an_import)
        if mapping is None:
            raise NotLookedAt
        mapping.check()
        KnownMapping.objects.update_or_create(
            shop=an_import.shop,
            what=an_import.what,
            fingerprint=mapping.fingerprint,
            defaults={"mapping": mapping.as_json()},
        )
    an_import.problems.all().delete()
    an_import.options = {**an_import.options, **options, "tries": 0, "tried_at": 0}
    an_import.state, an_import.is_trial, an_import.by = Import.State.WAITING, trial, by
    an_import.started_at = an_import.finished_at = an_import.beat_at = None
    an_import.rows_done = an_import.products_done = 0
    an_import.counts, an_import.failure = {}, ""
    an_import.save()
    if not trial:
        note_down(an_import.shop, "import_begun", by=by, name=an_import.name)
    ask_to_carry(an_import.pk)
    return an_import


@transaction.atomic
def go_on_with_import(an_import: Import, *, by: Person) -> Import:
    """Have an import that was stopped or broke off go on where it was."""
    an_import = Import.objects.locked().select_related("shop").get(pk=an_import.pk)
    if an_import.state in (Import.State.STOPPED, Import.State.FAILED) and not an_import.is_trial:
        an_import.state, an_import.failure, an_import.finished_at = Import.State.WAITING, "", None
        an_import.options = {**an_import.options, "tries": 0}
        an_import.save(update_fields=["state", "failure", "finished_at", "options"])
        note_down(an_import.shop, "import_gone_on", by=by, name=an_import.name)
        ask_to_carry(an_import.pk)
    return an_import


@transaction.atomic
def stop_import(an_import: Import, *, by: Person) -> Import:
    """Stop it where it is; what it has brought so far stays, and can be undone. Stopped already, nothing changes."""
    an_import = Import.objects.locked().select_related("shop").get(pk=an_import.pk)
    if an_import.state in _GOING:
        an_import.state, an_import.finished_at = Import.State.STOPPED, timezone.now()
        an_import.save(update_fields=["state", "finished_at"])
        if not an_import.is_trial:
            note_down(an_import.shop, "import_stopped", by=by, name=an_import.name)
    return an_import


def carry_import(pk: int) -> None:
    """Bring the import in, from its beginning or from where another worker got; one of them at a time.

    Every step is a transaction that notes itself, so that a worker that is killed at any moment leaves nothing half
    done and nothing to be done twice.
    """
    an_import = _claim(pk)
    if an_import is None:
        return
    with translation.override((an_import.by.language if an_import.by else "") or settings.LANGUAGE_CODE):
        try:
            with opened(an_import, _Beat(pk)) as stream:
                kinds()[an_import.what].carry(an_import, stream)
        except Interrupted:
            return
        except BadInput as error:
            _fail(pk, in_words(error))
            return
        except Refusal as refusal:
            _fail(pk, str(refusal))
            return
        except FileNotFoundError:
            _fail(pk, _("The file is no longer here. Upload it again."))
            return
        except Exception:
            _fail(pk, _("Something of ours broke. What was brought so far stays; you may go on with it or undo it."))
            raise
    if ImportPhoto.objects.filter(of=pk, state=ImportPhoto.State.WAITING).exists():
        ask_to_fetch(pk)


class _Beat:
    """Says now and then that the worker is alive."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._last = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._last > _BEAT:
            self._last = time.monotonic()
            Import.objects.filter(pk=self._pk, state=Import.State.RUNNING).update(beat_at=timezone.now())


@transaction.atomic
def _claim(pk: int) -> Import | None:
    """Take the import for this worker; None where it is over, somebody is on it, or others come first."""
    now = timezone.now()
    an_import = Import.objects.locked().select_related("shop", "by").filter(pk=pk, state__in=_GOING).first()
    if an_import is None or _is_alive(an_import):
        return None
    others = Import.objects.filter(state=Import.State.RUNNING, beat_at__gt=now - STALE).exclude(pk=pk)
    if an_import.state == Import.State.WAITING and others.count() >= settings.IMPORTS_AT_ONCE:
        ask_to_carry(pk, after=timedelta(seconds=5))
        return None
    if an_import.is_trial:  # what a trial wrote is gone, and with it what it knew
        an_import.problems.all().delete()
        an_import.products_done, an_import.rows_done, an_import.counts = 0, 0, {}
    tries = an_import.options.get("tries", 0) + 1 if an_import.options.get("tried_at") == an_import.products_done else 1
    an_import.options = {**an_import.options, "tries": tries, "tried_at": an_import.products_done}
    if tries > MOST_TRIES:
        an_import.state, an_import.finished_at = Import.State.FAILED, now
        an_import.failure = _("It broke off again and again at the same place.")
        an_import.save()
        return None
    an_import.state, an_import.beat_at = Import.State.RUNNING, now
    an_import.started_at = an_import.started_at or now
    an_import.save()
    return an_import


def _is_alive(an_import: Import) -> bool:
    is_running = an_import.state in (Import.State.RUNNING, Import.State.UNDOING)
    return is_running and an_import.beat_at is not None and an_import.beat_at > timezone.now() - STALE


def _fail(pk: int, why: str) -> None:
    now = timezone.now()
    Import.objects.filter(pk=pk, state=Import.State.RUNNING).update(
        state=Import.State.FAILED, failure=why, finished_at=now
    )


def take_up_imports() -> None:
    """Have everything go on that was on its way when its worker died, or whose job was lost."""
    old = timezone.now() - STALE
    for an_import in Import.objects.filter(state__in=[*_GOING, Import.State.UNDOING]).order_by("pk"):
        if an_import.beat_at is None or an_import.beat_at < old:
            if an_import.state == Import.State.UNDOING:
                ask_to_undo(an_import.pk)
            else:
                ask_to_carry(an_import.pk)
    due = ImportPhoto.objects.filter(state=ImportPhoto.State.WAITING, next_at__lt=old)
    for pk in due.order_by("of").values_list("of", flat=True).distinct("of"):
        ask_to_fetch(pk)
