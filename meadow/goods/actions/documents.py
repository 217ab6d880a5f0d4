"""The papers of an application: adding one and taking it away, while the application may be changed."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from meadow.goods.actions.trail import note_down
from meadow.goods.models.applications import Application, ApplicationDocument
from meadow.goods.models.shops import Shop
from meadow.goods.papers import read_paper
from meadow.goods.refusals import TooManyDocuments
from meadow.people.models.persons import Person

MOST = 12


def add_document(shop: Shop, upload: "UploadedFile[bytes]", *, kind: str, by: Person) -> ApplicationDocument:
    """Keep a paper. It is read before any lock is taken, since that takes long."""
    name, file = read_paper(upload)
    with transaction.atomic():
        application = _locked(shop)
        if application.documents.count() >= MOST:
            raise TooManyDocuments(most=MOST)
        document = ApplicationDocument.objects.create(
            application=application, kind=kind, name=name, size=file.size, file=file
        )
        note_down(shop, "document_added", by=by, name=name)
    return document


@transaction.atomic
def remove_document(document: ApplicationDocument, *, by: Person) -> None:
    """Take a paper away; its file goes once that is certain."""
    shop = document.application.shop
    _locked(shop)
    storage, name = document.file.storage, document.file.name
    document.delete()
    note_down(shop, "document_removed", by=by, name=document.name)
    transaction.on_commit(lambda: storage.delete(name or ""))


def _locked(shop: Shop) -> Application:
    """The application, locked, while it may be changed."""
    Shop.objects.locked().get(pk=shop.pk)
    application = Application.objects.locked().get(shop=shop)
    application.change()
    return application
