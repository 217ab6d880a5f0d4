"""Exports: asking for one, making its archive, and letting it go when its time is over."""

import logging
import secrets
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from meadow.goods.actions.trail import note_down
from meadow.goods.models.shops import Shop
from meadow.moving.archives.archive import Archive, Arriving
from meadow.moving.archives.contents import PARTS, contents
from meadow.moving.models.exports import Export
from meadow.moving.refusals import EnoughExports, NothingChosen
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files

log = logging.getLogger("meadow.moving")
MOST_A_DAY = 5
MOST_ATTEMPTS = 4
STALE = timedelta(minutes=3)
"""A worker that gave no sign of life for so long is taken for dead."""
_BEAT = 2.0
_FOLDER = "exports"


class Overtaken(Exception):
    """Another worker has begun this export anew."""


@transaction.atomic
def ask_for_shop_export(
    shop: Shop, *, by: Person, parts: list[str], begin: date | None = None, end: date | None = None
) -> Export:
    """Have these parts of the shop put into an archive; orders and logs only of this period, days included.

    While one is on its way, asking again gives that one. Locks the shop.
    """
    chosen = [part for part in PARTS if part in parts]
    if not chosen:
        raise NothingChosen
    shop = Shop.objects.locked().get(pk=shop.pk)
    options = {"parts": chosen, "begin": begin and begin.isoformat(), "end": end and end.isoformat()}
    export, is_new = _asked(Q(shop=shop), Export(shop=shop, by=by, options=options))
    if is_new:
        note_down(shop, "export_asked_for", by=by)
    return export


@transaction.atomic
def ask_for_own_export(person: Person) -> Export:
    """Have everything of a person put into an archive; asking again while it is on its way gives that one."""
    person = Person.objects.locked().get(pk=person.pk)
    return _asked(Q(shop=None, by=person), Export(by=person))[0]


def _asked(same: Q, export: Export) -> tuple[Export, bool]:
    """The one on its way, or this one; needs the lock of what is exported."""
    others = Export.objects.filter(same)
    if going := others.filter(state__in=[Export.State.WAITING, Export.State.RUNNING]).first():
        return going, False
    if others.filter(asked_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise EnoughExports(limit=MOST_A_DAY)
    export.save(force_insert=True)
    _defer(export.pk)
    return export, True


def _defer(pk: int) -> None:
    # Somebody waits for it: before the sizes of photos, of which an import asks for thousands.
    app.configure_task("moving.make_archive", priority=5).defer(export_id=pk)


def make_archive(pk: int) -> bool:
    """Make the archive of an export that waits, or whose worker died; True when it is done by this call.

    It goes straight into the private storage and is known to nobody before it is whole. A worker that was killed
    leaves a file without an export, which `forget_orphans` takes away.
    """
    export = _claim(pk)
    if export is None:
        return False
    name = f"{_FOLDER}/{timezone.now():%Y/%m}/{secrets.token_hex(16)}.zip"
    storage = private_files()
    arriving = Arriving(_pieces(export), name)
    try:
        kept = storage.save(name, arriving)
    except Overtaken:
        storage.delete(name)
        return False
    except Exception:
        storage.delete(name)
        _fail(export)
        raise
    if _finish(export, kept, arriving):
        return True
    storage.delete(kept)
    return False


@transaction.atomic
def _claim(pk: int) -> Export | None:
    export = Export.objects.locked().filter(pk=pk).first()
    now = timezone.now()
    if export is None or not export.is_going:
        return None
    if export.state == Export.State.RUNNING and export.beat_at is not None and export.beat_at > now - STALE:
        return None
    export.attempts += 1
    if export.attempts > MOST_ATTEMPTS:
        _give_up(export)
        return None
    export.state, export.beat_at = Export.State.RUNNING, now
    export.parts_total, export.parts_done = None, 0
    export.save(update_fields=["attempts", "state", "beat_at", "parts_total", "parts_done"])
    return export


def _pieces(export: Export) -> Iterator[bytes]:
    """The archive, with a sign of life between its pieces."""
    inside = contents(export)
    mine = Export.objects.filter(pk=export.pk, attempts=export.attempts, state=Export.State.RUNNING)
    mine.update(parts_total=inside.estimate())
    archive = Archive(timezone.localtime())
    beaten = time.monotonic()
    for entry in inside.entries():
        for piece in archive.put(entry):
            yield piece
            if time.monotonic() - beaten > _BEAT:
                if not mine.update(beat_at=timezone.now(), parts_done=archive.rows):
                    raise Overtaken
                beaten = time.monotonic()
    yield from archive.close(
        **inside.about(), asked_at=export.asked_at.isoformat(), made_at=archive.at.isoformat(timespec="seconds")
    )
    export.counts = {str(said["path"]): said["rows"] for said in archive.files if "rows" in said}
    export.counts |= {"files": len(archive.files), "missing": len(archive.missing)}
    export.parts_done = archive.rows


@transaction.atomic
def _finish(export: Export, name: str, arriving: Arriving) -> bool:
    now = timezone.now()
    mine = Export.objects.filter(pk=export.pk, attempts=export.attempts, state=Export.State.RUNNING)
    done = mine.update(
        state=Export.State.DONE,
        file=name,
        size=arriving.size,
        sha256=arriving.sha256,
        counts=export.counts,
        parts_total=export.parts_done,
        parts_done=export.parts_done,
        beat_at=now,
        finished_at=now,
        expires_at=now + timedelta(days=settings.MEADOW_EXPORT_DAYS),
    )
    if done:
        app.configure_task("moving.tell_of_archive", priority=5).defer(export_id=export.pk)
    return bool(done)


def _fail(export: Export) -> None:
    """Wait for another try, or give up; the last sign of life is kept, so that tries are not made at once."""
    log.exception("An export broke off", extra={"export": export.pk, "attempt": export.attempts})
    with transaction.atomic():
        mine = Export.objects.locked().filter(pk=export.pk, attempts=export.attempts, state=Export.State.RUNNING)
        if (found := mine.first()) and found.attempts >= MOST_ATTEMPTS:
            _give_up(found)


def _give_up(export: Export) -> None:
    export.state, export.finished_at, export.failure = Export.State.FAILED, timezone.now(), "broke_off"
    export.save(update_fields=["attempts", "state", "finished_at", "failure"])


def resume_exports() -> int:
    """Ask anew for exports whose worker died or whose job was lost; return how many."""
    stale = timezone.now() - STALE
    lost = Q(state=Export.State.RUNNING, beat_at__lt=stale) | Q(state=Export.State.WAITING, asked_at__lt=stale)
    pks = list(Export.objects.filter(lost).order_by("pk").values_list("pk", flat=True)[:100])
    for pk in pks:
        _defer(pk)
    return len(pks)


def expire_exports(at: datetime | None = None) -> int:
    """Delete archives whose time is over, each for itself; return how many."""
    due = Export.objects.filter(state=Export.State.DONE, expires_at__lte=at or timezone.now())
    pks = list(due.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            export = due.locked().filter(pk=pk).first()
            if export is not None:
                let_go(export)
    return len(pks)


def let_go(export: Export) -> None:
    """Delete the archive of a locked export, which stays as a row that says that it was."""
    name = export.file.name
    export.state, export.file = Export.State.EXPIRED, ""
    export.save(update_fields=["state", "file"])
    if name:
        transaction.on_commit(lambda: private_files().delete(name))


def forget_orphans(at: datetime | None = None) -> int:
    """Delete files among the archives that no export knows, as a killed worker leaves them; return how many.

    Those of the last day stay: one of them may be on its way.
    """
    storage, before = private_files(), (at or timezone.now()) - timedelta(days=1)
    gone = 0
    for folder, names in _folders(_FOLDER):
        paths = [f"{folder}/{name}" for name in names]
        known = set(Export.objects.filter(file__in=paths).values_list("file", flat=True))
        for path in paths:
            if path not in known and storage.get_modified_time(path) < before:
                storage.delete(path)
                gone += 1
    return gone


def _folders(folder: str) -> Iterator[tuple[str, list[str]]]:
    try:
        below, names = private_files().listdir(folder)
    except FileNotFoundError:
        return
    if names:
        yield folder, names
    for name in below:
        yield from _folders(f"{folder}/{name}")
