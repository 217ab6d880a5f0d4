"""Categories and attributes of the platform: bringing the shipped taxonomy into the tables."""

from django.db import transaction

from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import Category
from meadow.goods.taxonomy.reading import Question, Shelf, questions, shelves

CHINESE = "zh-hans"


@transaction.atomic
def bring_taxonomy() -> tuple[int, int]:
    """Add the categories and attributes that are missing; returns how many of each.

    Done again it changes nothing. What an operator named, moved or filled in stays; only what is empty is filled.
    """
    return _bring_shelves(), _bring_questions()


def _bring_shelves() -> int:
    known = {category.slug: category for category in Category.objects.all()}
    added, filled = 0, []
    for position, shelf in enumerate(shelves()):
        category = known.get(shelf.slug)
        if category is None:
            known[shelf.slug] = Category.objects.create(
                slug=shelf.slug,
                name=shelf.name,
                parent=known.get(shelf.parent),
                position=position,
                google_id=shelf.google,
                translations={CHINESE: {"name": shelf.zh}},
            )
            added += 1
        elif _fill(category, shelf):
            filled.append(category)
    Category.objects.bulk_update(filled, ["google_id", "translations"])
    return added


def _fill(category: Category, shelf: Shelf) -> bool:
    before = category.google_id, dict(category.translations)
    category.google_id = category.google_id or shelf.google
    category.translations = {CHINESE: {"name": shelf.zh}, **category.translations}
    return before != (category.google_id, category.translations)


def _bring_questions() -> int:
    known = {attribute.slug: attribute for attribute in Attribute.objects.all()}
    categories = dict(Category.objects.values_list("slug", "pk"))
    added = 0
    for position, question in enumerate(questions()):
        attribute = known.get(question.slug)
        if attribute is None:
            attribute = Attribute.objects.create(
                slug=question.slug,
                name=question.name,
                kind=question.kind,
                unit=question.unit,
                google_name=question.google,
                position=position,
                choices=[{"slug": choice.slug, "name": choice.name} for choice in question.choices],
                translations=_in_chinese(question),
            )
            attribute.categories.set([categories[slug] for slug in question.categories])
            added += 1
        elif new := [
            choice for choice in question.choices if choice.slug not in {c["slug"] for c in attribute.choices}
        ]:
            attribute.choices += [{"slug": choice.slug, "name": choice.name} for choice in new]
            words = attribute.translations.setdefault(CHINESE, {}).setdefault("choices", {})
            words.update({choice.slug: choice.zh for choice in new if choice.slug not in words})
            attribute.save(update_fields=["choices", "translations"])
    return added


def _in_chinese(question: Question) -> dict[str, dict[str, object]]:
    return {CHINESE: {"name": question.zh, "choices": {choice.slug: choice.zh for choice in question.choices}}}
