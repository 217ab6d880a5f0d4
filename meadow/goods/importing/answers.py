"""What the attributes of a file say in the platform's own words."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from meadow.goods.catalogues.quantities import read_yes
from meadow.goods.catalogues.records import ProductRecord, RowProblem
from meadow.goods.models.attributes import Attribute
from meadow.goods.refusals import NotAnAnswer


class Answers:
    """Attributes and their choices by any of their names; read once for the length of an import."""

    def understood(self, record: ProductRecord) -> tuple[dict[str, object], list[RowProblem]]:
        """The answers by the attributes' slugs, and what is understood by nobody and left out."""
        answers: dict[str, object] = {}
        problems: list[RowProblem] = []
        for name, values in record.attributes:
            attribute = self._attributes.get(name.strip().casefold())
            if attribute is None:
                problems.append(_warning(record, "unknown_attribute", name, values))
                continue
            try:
                answer = attribute.understand(self._answer(attribute, values))
            except NotAnAnswer:
                problems.append(_warning(record, "unknown_answer", name, values))
                continue
            if answer is not None:
                answers[attribute.slug] = answer
        return answers, problems

    def _answer(self, attribute: Attribute, values: Sequence[str]) -> object:
        match attribute.kind:
            case Attribute.Kind.CHOICES:
                return [self._choice(attribute, value) for value in values]
            case Attribute.Kind.CHOICE:
                return self._choice(attribute, values[0]) if len(values) == 1 else list(values)
            case Attribute.Kind.FLAG:
                return read_yes(values[0]) if values else None
        return ", ".join(values)

    def _choice(self, attribute: Attribute, value: str) -> str:
        return self._choices[attribute.slug].get(value.strip().casefold(), value)

    @cached_property
    def _all(self) -> list[Attribute]:
        return list(Attribute.objects.all())

    @cached_property
    def _attributes(self) -> dict[str, Attribute]:
        found: dict[str, Attribute] = {}
        for attribute in self._all:
            for name in _names(attribute):
                found.setdefault(name.casefold(), attribute)
        # A slug is sure, a name may be that of several.
        return found | {attribute.slug: attribute for attribute in self._all}

    @cached_property
    def _choices(self) -> dict[str, dict[str, str]]:
        return {attribute.slug: dict(_names_of_choices(attribute)) for attribute in self._all}


def _names(attribute: Attribute) -> Iterator[str]:
    yield attribute.name
    for words in attribute.translations.values():
        if name := words.get("name"):
            yield str(name)


def _names_of_choices(attribute: Attribute) -> Iterator[tuple[str, str]]:
    for choice in attribute.choices:
        yield choice["name"].casefold(), choice["slug"]
        yield choice["slug"].casefold(), choice["slug"]
    for words in attribute.translations.values():
        for slug, name in words.get("choices", {}).items():
            yield str(name).casefold(), slug


def _warning(record: ProductRecord, code: str, name: str, values: Sequence[str]) -> RowProblem:
    params: dict[str, str | int] = {"name": name[:60], "value": ", ".join(values)[:100]}
    return RowProblem(record.row, record.row, "", code, params, "warning")
