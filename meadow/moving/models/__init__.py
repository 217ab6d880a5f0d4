"""The nouns of moving; Django wants them importable from here, everybody else names the submodule."""

from meadow.moving.models.exports import Erasure, Export
from meadow.moving.models.history import HistoryCustomer, HistoryLine, HistoryOrder
from meadow.moving.models.imports import Import, ImportChange, ImportPhoto, ImportProblem, KnownMapping

__all__ = [
    "Erasure",
    "Export",
    "HistoryCustomer",
    "HistoryLine",
    "HistoryOrder",
    "Import",
    "ImportChange",
    "ImportPhoto",
    "ImportProblem",
    "KnownMapping",
]
