"""The shop's log: writing down what somebody did."""

from django.db import connection

from meadow.goods.models.shops import Shop, TrailEntry
from meadow.goods.trail import is_verb
from meadow.people.models.persons import Person


def note_down(shop: Shop, verb: str, *, by: Person | None, **said: str | int | None) -> TrailEntry:
    """Write into the shop's log that somebody did this; the entry stands or falls with the action that calls it.

    `verb` is one of `meadow.goods.trail` (rooms above add theirs there with `add_verbs`), `said` what its sentence
    names: plain values, never secrets. `by` None is the platform itself.
    """
    if not is_verb(verb):
        raise ValueError(f"“{verb}” has no sentence; add it with meadow.goods.trail.add_verbs.")
    if not connection.in_atomic_block:
        raise RuntimeError(f"“{verb}” was noted down outside a transaction; only actions note down.")
    return TrailEntry.objects.create(shop=shop, verb=verb, by=by, said=said)
