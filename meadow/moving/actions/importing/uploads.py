"""Bringing a file: it is kept where no address leads, and looked at before anything is done with it."""

import hashlib
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from meadow.goods.importing.archives import PhotoArchive
from meadow.goods.models.shops import Shop
from meadow.moving.actions.importing.looking import look
from meadow.moving.models.imports import Import
from meadow.moving.refusals import FileTooLarge
from meadow.people.models.persons import Person

if TYPE_CHECKING:
    Upload: TypeAlias = UploadedFile[Any]
else:
    Upload = UploadedFile  # generic for the checker only


def bring_file(shop: Shop, file: Upload, *, photos: Upload | None = None, by: Person) -> Import:
    """Keep a file for the shop and look at it, a large one in the background.

    The same file brought again while the first waits for a decision is that first one. Raises FileTooLarge or what
    refuses an archive of photos; what is wrong with the file itself is found when it is looked at.
    """
    _measure(file, settings.IMPORT_MAX_BYTES)
    if photos is not None:
        _measure(photos, settings.IMPORT_PHOTOS_MAX_BYTES)
        PhotoArchive(cast(BinaryIO, photos.file), _name(photos), most=settings.PHOTO_MAX_BYTES)
        photos.seek(0)
    digest = _digest(file)
    an_import, is_new = _kept(shop, file, photos, digest, by)
    if is_new:
        look(an_import)
    return an_import


@transaction.atomic
def _kept(shop: Shop, file: Upload, photos: Upload | None, digest: str, by: Person) -> tuple[Import, bool]:
    Shop.objects.locked().get(pk=shop.pk)  # so that a double click brings the file once
    waiting = Import.objects.filter(shop=shop, sha256=digest, state=Import.State.UPLOADED)
    if photos is None and (same := waiting.order_by("-pk").first()):
        return same, False
    an_import = Import(shop=shop, by=by, name=_name(file), size=file.size or 0, sha256=digest)
    an_import.file.save(f"{digest[:16]}{PurePath(_name(file)).suffix[:10].lower()}", file, save=False)
    if photos is not None:
        an_import.photos.save(f"{digest[:16]}.zip", photos, save=False)
        an_import.options = {"photos_name": _name(photos)}
    an_import.save(force_insert=True)
    return an_import, True


@transaction.atomic
def discard_import(an_import: Import) -> None:
    """Forget a file that was never imported. One that has been, or is being, stays."""
    an_import = Import.objects.locked().get(pk=an_import.pk)
    if an_import.state == Import.State.UPLOADED or (an_import.is_trial and not an_import.is_going):
        _delete_files(an_import)
        an_import.delete()


def imported_before(an_import: Import) -> Import | None:
    """The shop's last import of this very file that ran to its end, if there is one."""
    same = Import.objects.filter(shop=an_import.shop_id, sha256=an_import.sha256, is_trial=False)
    return same.filter(state=Import.State.DONE).exclude(pk=an_import.pk).order_by("-pk").first()


def forget_files() -> None:
    """Delete the files of imports that are over for so long that they cannot be undone, and what they said before."""
    old = timezone.now() - timedelta(days=settings.IMPORT_UNDO_DAYS)
    over = Import.objects.exclude(state__in=[Import.State.WAITING, Import.State.RUNNING, Import.State.UNDOING])
    for an_import in over.filter(uploaded_at__lt=old).exclude(file="").order_by("pk"):
        if an_import.finished_at and an_import.finished_at > old:
            continue
        _delete_files(an_import)
        an_import.save(update_fields=["file", "photos"])
        an_import.changes.update(before={})


def _delete_files(an_import: Import) -> None:
    for file in (an_import.file, an_import.photos):
        if file:
            file.delete(save=False)


def _measure(upload: Upload, most: int) -> None:
    if (upload.size or 0) > most:
        raise FileTooLarge(name=_name(upload), megabytes=most // 2**20)


def _digest(upload: Upload) -> str:
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def _name(upload: Upload) -> str:
    return PurePath(upload.name or "file").name[:200]
