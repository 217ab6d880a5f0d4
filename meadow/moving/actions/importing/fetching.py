"""Fetching the photos of an import from the addresses that its file names."""

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from meadow.goods.actions.photos import MOST_PHOTOS, write_photos
from meadow.goods.actions.summaries import summarise
from meadow.goods.importing.known import look_up_locked
from meadow.goods.importing.texts_kept import mark_of
from meadow.goods.models.products import Variant
from meadow.goods.texts import PhotoText
from meadow.moving.actions.importing.asking import ask_to_fetch
from meadow.moving.importing.owner import by_whom
from meadow.moving.models.imports import Import, ImportChange, ImportPhoto
from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.fetching.fetching import Patience, fetch
from meadow.plumbing.fetching.places import networks
from meadow.plumbing.fetching.refused import NotFetched
from meadow.plumbing.pictures.refused import PictureRefused

AT_ONCE = 8
"""So many photos are on their way at once, which is also how many may lie in memory."""
PER_HOST = 2
PAUSE = 0.1
"""Seconds between two questions to one host."""
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""How long to wait after each try that may go better later; then it has failed."""


@transaction.atomic
def fetch_again(an_import: Import, *, by: Person) -> int:
    """Have all photos that did not come be fetched once more; says how many they are."""
    an_import = Import.objects.locked().get(pk=an_import.pk)
    if an_import.state in (Import.State.UNDOING, Import.State.UNDONE):
        return 0
    failed = ImportPhoto.objects.filter(of=an_import, state=ImportPhoto.State.FAILED)
    count = failed.update(state=ImportPhoto.State.WAITING, tries=0, next_at=timezone.now(), code="", params={})
    if count:
        ask_to_fetch(an_import.pk)
    return count


def fetch_photos(pk: int) -> None:
    """Fetch what is due of an import's photos, one worker at a time, and ask to be called when more is due."""
    an_import = Import.objects.select_related("shop", "by").filter(pk=pk).first()
    if an_import is None or an_import.state in (Import.State.UNDOING, Import.State.UNDONE):
        return
    with _alone(pk) as alone:
        if not alone:
            return
        by, hosts = by_whom(an_import), _Hosts()
        waiting = ImportPhoto.objects.filter(of=pk, state=ImportPhoto.State.WAITING)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch") as pool:
            while due := list(
                waiting.filter(next_at__lte=timezone.now()).order_by("product", "position", "pk")[:AT_ONCE]
            ):
                fetched = pool.map(hosts.fetch, [photo.address for photo in due])
                for photo, content in zip(due, fetched, strict=True):
                    _take(photo, content, by)
    if rest := waiting.order_by("next_at").first():
        ask_to_fetch(pk, after=max(rest.next_at - timezone.now(), timedelta(seconds=1)))


class _alone:  # noqa: N801 - used like a function
    """Holds a lock of the session that no other worker can have; it is gone with the worker."""

    def __init__(self, pk: int) -> None:
        self._keys = (7_301, pk % 2**31)

    def __enter__(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", self._keys)
            self._held = bool(cursor.fetchone()[0])
        return self._held

    def __exit__(self, *_: object) -> None:
        if self._held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", self._keys)


class _Hosts:
    """Asks no host for too much at once, nor too fast; knows nothing of the database, since it runs in threads."""

    def __init__(self) -> None:
        self._allowed = networks(settings.MEADOW_FETCH_ALLOW)
        self._patience = Patience(bytes=settings.PHOTO_MAX_BYTES)
        self._turns: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(PER_HOST))
        self._next: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    def fetch(self, address: str) -> bytes | NotFetched:
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            host = ""
        with self._lock:
            turn = self._turns[host]
        with turn:
            with self._lock:
                wait = self._next[host] - time.monotonic()
                self._next[host] = max(self._next[host], time.monotonic()) + PAUSE
            if wait > 0:
                time.sleep(wait)
            try:
                return fetch(address, patience=self._patience, allowed=self._allowed)
            except NotFetched as error:
                return error


def _take(photo: ImportPhoto, content: bytes | NotFetched, by: Person) -> None:
    if isinstance(content, NotFetched):
        _put_off(photo, content)
        return
    try:
        picture = put_photo(content, by=by)
    except PictureRefused as error:
        _fail(photo, error)
        return
    _show(photo, picture.pk)


def _put_off(photo: ImportPhoto, error: NotFetched) -> None:
    photo.tries += 1
    if not error.is_passing or photo.tries > len(WAITS):
        _fail(photo, error)
        return
    after = timedelta(seconds=int(error.params.get("after", 0) or 0))
    photo.next_at = timezone.now() + max(WAITS[photo.tries - 1], after)
    _note(photo, error)


def _fail(photo: ImportPhoto, error: BadInput) -> None:
    photo.state = ImportPhoto.State.FAILED
    _note(photo, error)


def _note(photo: ImportPhoto, error: BadInput) -> None:
    photo.code, photo.params = error.code, {**error.params, "message": error.message}
    photo.save(update_fields=["state", "tries", "next_at", "code", "params"])


@transaction.atomic
def _show(photo: ImportPhoto, picture: int) -> None:
    """Have the product show the picture at its place; one that was deleted meanwhile shows nothing any more.

    The product's mark goes on with it, so that a photo that came late is not taken for somebody's edit.
    """
    known = look_up_locked([photo.product_id]).get(photo.product_id)
    fetched = ImportPhoto.objects.filter(pk=photo.pk, state=ImportPhoto.State.WAITING)
    if not fetched.update(state=ImportPhoto.State.FETCHED, code="", params={}) or known is None:
        return
    change = ImportChange.objects.filter(of=photo.of_id, product=photo.product_id).first()
    is_as_left = change is not None and mark_of(known.text) == change.after_mark
    shown = list(known.text.photos or ())
    if all(text.photo != picture for text in shown) and len(shown) < MOST_PHOTOS:
        places = dict(
            ImportPhoto.objects.filter(of=photo.of_id, product=photo.product_id).values_list("address", "position")
        )
        after = [at for at, text in enumerate(shown) if places.get(text.source, photo.position + 1) > photo.position]
        at = after[0] if after and shown[after[0]].source in places else len(shown)
        shown.insert(at, PhotoText(photo=picture, alt=photo.alt, source=photo.address))
        write_photos([(known.product, shown)], by=None)
    for variant in _variants_with(photo, known.variants):
        Variant.objects.filter(pk=variant.pk, photo=None).update(photo=picture)
    summarise(known.product)
    if is_as_left and change is not None:
        after_it = look_up_locked([photo.product_id])[photo.product_id]
        ImportChange.objects.filter(pk=change.pk).update(after_mark=mark_of(after_it.text))


def _variants_with(photo: ImportPhoto, variants: Sequence[Variant]) -> list[Variant]:
    wanted = {tuple(values) for values in photo.options}
    return [variant for variant in variants if variant.is_active and tuple(variant.option_values) in wanted]
