"""The shipped taxonomy: whole in both languages, brought once, and never against an operator."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.utils.translation import override

from meadow.goods.actions.attributes import bring_taxonomy
from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import Category
from meadow.goods.refusals import NotAnAnswer
from meadow.goods.taxonomy.reading import questions, shelves
from meadow.goods.taxonomy.tree import Tree, way_in_words

Kind = Attribute.Kind


def test_every_entry_is_whole() -> None:
    seen: set[str] = set()
    for shelf in shelves():
        assert shelf.name
        assert shelf.zh
        assert not shelf.parent or shelf.parent in seen, f"{shelf.slug} stands before its parent"
        seen.add(shelf.slug)
    for question in questions():
        assert question.kind in Kind.values
        assert bool(question.choices) == (question.kind in {Kind.CHOICE, Kind.CHOICES}), question.slug
        assert set(question.categories) <= seen
        assert len({choice.slug for choice in question.choices}) == len(question.choices)
        assert all(choice.name and choice.zh for choice in question.choices)
    assert max(Counter(shelf.slug for shelf in shelves()).values()) == 1
    assert max(Counter(question.slug for question in questions()).values()) == 1


@pytest.mark.django_db
def test_it_is_brought_once() -> None:
    assert bring_taxonomy() == (len(shelves()), len(questions()))
    cups = Category.objects.get(slug="cups")
    assert cups.parent
    assert cups.parent.slug == "table"
    assert cups.google_id == 2169

    assert bring_taxonomy() == (0, 0)
    call_command("taxonomy")
    assert Category.objects.count() == len(shelves())


@pytest.mark.django_db
def test_what_an_operator_did_stays() -> None:
    table = Category.objects.create(slug="cups", name="Drinking", translations={"zh-hans": {"name": "喝"}})
    material = Attribute.objects.create(
        slug="material", name="Stuff", kind="choices", choices=[{"slug": "mud", "name": "Mud"}]
    )

    bring_taxonomy()

    table.refresh_from_db()
    material.refresh_from_db()
    assert (table.name, table.parent, table.google_id) == ("Drinking", None, 2169)
    assert table.translations == {"zh-hans": {"name": "喝"}}
    assert material.name == "Stuff"
    assert [choice["slug"] for choice in material.choices][:2] == ["mud", "ceramic"]


@pytest.mark.django_db
def test_the_tree_knows_its_ways() -> None:
    bring_taxonomy()
    tree = Tree()
    lamps = Category.objects.get(slug="table-lamps")

    assert [category.slug for category in tree.path(lamps.pk)] == ["home", "lighting", "table-lamps"]
    assert lamps.pk in tree.below(Category.objects.get(slug="home").pk)
    assert {tree.by_key[key].slug for key in tree.above([lamps.pk])} == {"home", "lighting", "table-lamps"}
    assert len(tree.in_order()) == len(shelves())
    assert way_in_words(tree.path(lamps.pk)) == "Home › Lighting › Table & floor lamps"
    with override("zh-hans"):
        assert way_in_words(tree.path(lamps.pk)) == "家居 › 灯具 › 台灯与落地灯"


@pytest.mark.django_db
def test_a_ring_of_categories_ends() -> None:
    one = Category.objects.create(slug="one", name="One")
    two = Category.objects.create(slug="two", name="Two", parent=one)
    Category.objects.filter(pk=one.pk).update(parent=two)
    tree = Tree()

    assert set(tree.below(one.pk)) == {one.pk, two.pk}
    assert len(tree.path(one.pk)) == 2
    assert tree.in_order() == []


@pytest.mark.django_db
def test_attributes_are_asked_where_they_make_sense() -> None:
    bring_taxonomy()
    tree = Tree()

    def asked(slug: str) -> set[str]:
        above = tree.above([Category.objects.get(slug=slug).pk])
        return set(Attribute.objects.asked_in(above).values_list("slug", flat=True))

    assert {"power", "bulb", "material", "color"} <= asked("table-lamps")
    assert "dishwasher-safe" not in asked("table-lamps")
    assert {"dishwasher-safe", "volume"} <= asked("cups")


COLOUR = Attribute(name="Colour", kind="choices", choices=[{"slug": s, "name": s.title()} for s in ("red", "blue")])
GENDER = Attribute(name="For", kind="choice", choices=[{"slug": "men", "name": "Men"}])
WIDTH = Attribute(name="Width", kind="number", unit="cm")
TEXT = Attribute(name="Made of", kind="text")
FLAG = Attribute(name="Food-safe", kind="flag")


@pytest.mark.parametrize(
    ("attribute", "answer", "kept", "words"),
    [
        (COLOUR, ["blue", "red"], ["red", "blue"], "Red, Blue"),
        (GENDER, "men", "men", "Men"),
        (WIDTH, "12,5", 12.5, "12.5 cm"),
        (WIDTH, 12, 12, "12 cm"),
        (TEXT, " clay ", "clay", "clay"),
        (FLAG, True, True, "Yes"),
        (FLAG, False, False, "No"),
    ],
)
def test_an_answer_is_understood(attribute: Attribute, answer: object, kept: object, words: str) -> None:
    assert attribute.understand(answer) == kept
    assert attribute.words(kept) == words


@pytest.mark.parametrize("attribute", [COLOUR, GENDER, WIDTH, TEXT, FLAG])
@pytest.mark.parametrize("nothing", [None, "", [], ()])
def test_no_answer_is_none(attribute: Attribute, nothing: object) -> None:
    assert attribute.understand(nothing) is None


@pytest.mark.parametrize(
    ("attribute", "answer"),
    [
        (COLOUR, ["green"]),
        (COLOUR, "red"),
        (GENDER, ["men"]),
        (GENDER, "cats"),
        (WIDTH, "wide"),
        (WIDTH, "-1"),
        (WIDTH, "1e99"),
        (WIDTH, "NaN"),
        (TEXT, "x" * 501),
        (TEXT, 5),
        (FLAG, "yes"),
    ],
)
def test_what_is_no_answer_is_refused(attribute: Attribute, answer: object) -> None:
    with pytest.raises(NotAnAnswer, match=attribute.name):
        attribute.understand(answer)
