"""Digital goods: the files that who buys them may fetch, put where no address leads."""

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from meadow.goods.actions.sums import keep_in_stock, sum_up_stock
from meadow.goods.actions.trail import note_down
from meadow.goods.models.products import Product, Stock
from meadow.goods.models.stock import DigitalFile
from meadow.goods.refusals import FileTooLarge, NotDigital, TooManyFiles
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files

MOST_FILES = 20
_PIECE = 2**20


@transaction.atomic
def put_file(product: Product, upload: "UploadedFile[bytes]", *, by: Person) -> DigitalFile:
    """Add a file to a digital product; with its first one it can be bought. Locks the product, then its stock."""
    product = _locked(product)
    if product.files.count() >= MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    file = _taken_in(DigitalFile(product=product), upload)
    keep_downloads(product)
    note_down(product.shop, "file_added", by=by, title=product.title, name=file.name)
    return file


@transaction.atomic
def replace_file(file: DigitalFile, upload: "UploadedFile[bytes]", *, by: Person) -> DigitalFile:
    """Put another file in this one's place: whoever has bought it fetches this one from now on."""
    product = _locked(file.product)
    file = product.files.get(pk=file.pk)
    before = file.file.name
    _taken_in(file, upload)
    _forget(before)
    note_down(product.shop, "file_replaced", by=by, title=product.title, name=file.name)
    return file


@transaction.atomic
def remove_file(file: DigitalFile, *, by: Person) -> None:
    """Take a file away, also from those who have bought it; without any the product is sold out."""
    product = _locked(file.product)
    file = product.files.get(pk=file.pk)
    file.delete()
    _forget(file.file.name)
    keep_downloads(product)
    note_down(product.shop, "file_removed", by=by, title=product.title, name=file.name)


def keep_downloads(product: Product) -> None:
    """Have the stock of a digital product say that there is no end of it, or, without a file, that there is none.

    For actions that hold the product's lock.
    """
    has_files = product.files.exists()
    stocks = list(Stock.objects.filter(variant__product=product).select_related("variant__product").locked())
    for stock in stocks:
        stock.is_tracked, stock.on_hand, stock.sells_on = not has_files, 0, False
    Stock.objects.bulk_update(stocks, ["is_tracked", "on_hand", "sells_on"])
    keep_in_stock(stocks)
    sum_up_stock([product.pk])


def copy_files(product: Product, copy: Product) -> None:
    """Have a copy of a product offer the same files. For actions that hold both products' locks."""
    rows = product.files.all()
    DigitalFile.objects.bulk_create(
        DigitalFile(product=copy, file=row.file.name, name=row.name, size=row.size, sha256=row.sha256) for row in rows
    )
    keep_downloads(copy)


def _locked(product: Product) -> Product:
    product = Product.objects.filter(pk=product.pk).select_related("shop").locked().get()
    if product.kind != Product.Kind.DIGITAL:
        raise NotDigital(title=product.title)
    return product


def _taken_in(file: DigitalFile, upload: "UploadedFile[bytes]") -> DigitalFile:
    """Keep the upload under a name that tells nothing; what it was called is what its buyer's copy is called."""
    name = PurePath(str(upload.name).replace("\\", "/")).name.replace("\x00", "")[-200:] or "file"
    if (upload.size or 0) > settings.MEADOW_FILE_MAX_MB * 2**20:
        raise FileTooLarge(name=name, most=settings.MEADOW_FILE_MAX_MB)
    digest = hashlib.sha256()
    for piece in upload.chunks(_PIECE):
        digest.update(piece)
    upload.seek(0)
    file.name, file.size, file.sha256 = name, upload.size or 0, digest.hexdigest()
    file.file.save(digest.hexdigest()[:32], upload, save=False)
    file.save()
    return file


def _forget(name: str | None) -> None:
    """Delete a file once that is certain, unless a copy of the product offers it too."""
    if name and not DigitalFile.objects.filter(file=name).exists():
        transaction.on_commit(lambda: private_files().delete(name))
