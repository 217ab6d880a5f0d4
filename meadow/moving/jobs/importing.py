"""Looking at files, carrying them in, fetching their photos, undoing them. Everything may run twice or late."""

from procrastinate.contrib.django import app

from meadow.moving.actions.importing import carrying, fetching, looking, undoing, uploads


@app.task(name="moving.look_at_import")
def look(import_id: int) -> None:
    """Look at the file of an import that has not begun."""
    looking.look_at(import_id)


@app.task(name="moving.carry_import")
def carry(import_id: int) -> None:
    """Bring the import in; a second worker for the same one does nothing while the first gives signs of life."""
    carrying.carry_import(import_id)


@app.task(name="moving.fetch_photos")
def fetch(import_id: int) -> None:
    """Fetch what is due of an import's photos."""
    fetching.fetch_photos(import_id)


@app.task(name="moving.undo_import")
def undo(import_id: int) -> None:
    """Take back what the import did, from where it was left."""
    undoing.carry_undo(import_id)


@app.periodic(cron="* * * * *")
@app.task(name="moving.take_up_imports", queueing_lock="moving.take_up_imports")
def take_up(timestamp: int) -> None:
    """Have everything go on that was on its way when its worker died."""
    carrying.take_up_imports()


@app.periodic(cron="53 3 * * *")
@app.task(name="moving.forget_import_files", queueing_lock="moving.forget_import_files")
def forget(timestamp: int) -> None:
    """Delete the files of imports that cannot be undone any more."""
    uploads.forget_files()
