"""Looking at a file before anything is written: what it is, how much it holds, what its columns may mean."""

from collections.abc import Mapping as Words

from django.db import transaction

from meadow.goods.catalogues.mapping.mapping import Mapping
from meadow.moving.actions.importing.asking import ask_to_look
from meadow.moving.importing.files import opened
from meadow.moving.importing.kinds import Looked, kinds
from meadow.moving.models.imports import Import
from meadow.moving.refusals import ImportHasRun
from meadow.plumbing.bad_input import BadInput

LOOKED_AT_ONCE = 2 * 2**20
"""So large a file may be for whoever brought it to wait while it is looked at."""


def look(an_import: Import) -> None:
    """Look at the file; at a large one in the background."""
    if an_import.size <= LOOKED_AT_ONCE:
        look_at(an_import.pk)
    else:
        ask_to_look(an_import.pk)


def look_at(pk: int) -> None:
    """Look at the file of an import that has not begun. Looked at again, it is looked at anew."""
    an_import = Import.objects.select_related("shop").filter(pk=pk, state=Import.State.UPLOADED).first()
    if an_import is None:
        return
    an_import.mapping = {}
    what, looked = _looked(an_import)
    Import.objects.filter(pk=pk, state=Import.State.UPLOADED).update(
        what=what,
        looked=looked.as_json(),
        format=looked.format[:40],
        encoding=looked.encoding,
        rows_total=looked.rows,
        mapping=an_import.mapping,
    )


def _looked(an_import: Import) -> tuple[str, Looked]:
    """The first kind that knows the file decides; any other table is one of products."""
    try:
        with opened(an_import) as stream:
            for what, kind in kinds().items():
                if looked := kind.look(an_import, stream):
                    return what, looked
    except BadInput as error:
        return an_import.what, Looked(refused=error.message, params=dict(error.params))
    raise LookupError("no kind of file is known")


def look_again(an_import: Import, *, sheet: str = "", has_titles: bool | None = None) -> None:
    """Look at another sheet of the workbook, or at the table with or without titles; what was settled is forgotten."""
    look(_as_unseen(an_import, {"sheet": sheet, "has_titles": has_titles}))


@transaction.atomic
def _as_unseen(an_import: Import, options: dict[str, object]) -> Import:
    an_import = Import.objects.locked().get(pk=an_import.pk)
    if an_import.state != Import.State.UPLOADED:
        raise ImportHasRun
    an_import.options = {**an_import.options, **options}
    an_import.looked, an_import.mapping = {}, {}
    an_import.save(update_fields=["options", "looked", "mapping"])
    return an_import


@transaction.atomic
def settle_mapping(an_import: Import, mapping: Mapping) -> Import:
    """Keep what the columns mean, whole or not yet; it counts when the import begins."""
    an_import = Import.objects.locked().get(pk=an_import.pk)
    is_open = an_import.state == Import.State.UPLOADED or (an_import.is_trial and not an_import.is_going)
    if not is_open:
        raise ImportHasRun
    an_import.mapping = mapping.as_json()
    an_import.save(update_fields=["mapping"])
    return an_import


def settled(before: Mapping, words: Words[str, str]) -> Mapping:
    """The mapping as a form says it; raises MappingUnreadable."""
    said = before.as_json()
    columns = said["columns"]
    assert isinstance(columns, list)
    for place, column in enumerate(columns):
        meaning = words.get(f"meaning-{place}", column["meaning"])
        if meaning != column["meaning"]:
            column |= {"meaning": meaning, "confidence": 1.0, "reason": "chosen", "params": {}}
        for name in ("name", "separator", "unit"):
            column[name] = words.get(f"{name}-{place}", column[name])
    if "decimal" in words:
        said["decimal"] = words["decimal"] or None
    return Mapping.from_json(said)
