"""Questions that notes put to the rooms above, which they may not import: they bring their answers along."""

from collections.abc import Callable

from meadow.venue.notes.models.notes import Note

Answer = Callable[[Note], bool]
_answers: list[Answer] = []


def knows_whether_it_earns(function: Answer) -> Answer:
    """Have a function asked whether a note's author earns when something in it is bought; a decorator."""
    _answers.append(function)
    return function


def it_earns(note: Note) -> bool:
    """Whether any room knows of a commission; asked whenever what a note shows changes, before anybody sees it."""
    return any(answer(note) for answer in _answers)
