"""The label “earns commission”: put on a buyer's notes when an agreement begins, and taken off when it ends."""

from collections.abc import Collection

from meadow.trade.models.agreements import Agreement
from meadow.venue.notes.actions.labels import label_notes
from meadow.venue.notes.models.notes import Note, Pin


def label_notes_of(buyer: int, products: Collection[int]) -> None:
    """Look anew at the label of every note of this person in which one of these products is pinned."""
    notes = Note.objects.filter(author=buyer, pins__product__in=products).values_list("pk", flat=True)
    concerned = sorted(set(notes))
    if concerned:
        sold = Agreement.objects.live().filter(buyer=buyer).values("product")
        earning = Pin.objects.filter(note__in=concerned, product__in=sold).values_list("note", flat=True)
        label_notes(concerned, earning=set(earning))
