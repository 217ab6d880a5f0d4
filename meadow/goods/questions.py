"""Questions that goods puts to the rooms above, which it may not import: they bring their answers along."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from meadow.goods.models.shops import Shop
from meadow.goods.steps import Step

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """Something about a shop to which every room may know a part of the answer."""

    def __init__(self) -> None:
        self._answers: list[Callable[[Shop], Iterable[Answer]]] = []

    def answer(self, function: Callable[[Shop], Iterable[Answer]]) -> Callable[[Shop], Iterable[Answer]]:
        """Have a function asked from now on; a decorator."""
        self._answers.append(function)
        return function

    def ask(self, shop: Shop) -> list[Answer]:
        return [answer for function in self._answers for answer in function(shop)]


what_is_left_to_do: Question[Step] = Question()
"""Steps of a shop's list beside those of goods, such as a way of sending."""

what_keeps_it_open: Question[str] = Question()
"""Why a shop cannot close yet, as sentences in the reader's language."""
