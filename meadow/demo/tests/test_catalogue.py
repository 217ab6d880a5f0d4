"""The demo goods are whole: they parse, their names are unique, and every picture they speak of is there."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meadow.demo.loading.details import Details
from meadow.demo.loading.texts import read_texts
from meadow.goods.taxonomy.reading import questions

DEMO = Path(__file__).parent.parent
PICTURES = DEMO / "pictures"
BUDGET = 12_000_000


@pytest.fixture(scope="module")
def goods() -> dict[str, Any]:
    return tomllib.loads((DEMO / "goods.toml").read_text("utf-8"))


def pictures_named(goods: dict[str, Any]) -> Iterator[str]:
    for product in goods["products"]:
        yield from (picture["file"] for picture in product["pictures"])
    for shop in goods["shops"]:
        yield shop["cover"]
    for row in goods["scenes"] + goods["portraits"]:
        yield row["file"]


def test_there_is_enough_to_look_at(goods: dict[str, Any]) -> None:
    assert len(goods["shops"]) >= 12
    assert len(goods["products"]) >= 120
    assert all(product["pictures"] and product["variants"] for product in goods["products"])


@pytest.mark.parametrize(("table", "key"), [("shops", "handle"), ("products", "handle"), ("categories", "slug")])
def test_no_name_is_given_twice(goods: dict[str, Any], table: str, key: str) -> None:
    names = [row[key] for row in goods[table]]

    assert len(names) == len(set(names))


def test_no_sku_and_no_picture_is_used_twice(goods: dict[str, Any]) -> None:
    skus = [variant["sku"] for product in goods["products"] for variant in product["variants"]]
    files = list(pictures_named(goods))

    assert len(skus) == len(set(skus))
    assert len(files) == len(set(files))


def test_every_product_stands_in_a_shop_and_a_leaf_category(goods: dict[str, Any]) -> None:
    shops = {shop["handle"] for shop in goods["shops"]}
    parents = {category["slug"] for category in goods["categories"] if "parent" not in category}
    leaves = {category["slug"] for category in goods["categories"]} - parents

    assert {category["parent"] for category in goods["categories"] if "parent" in category} == parents
    assert all(product["shop"] in shops and product["category"] in leaves for product in goods["products"])


def test_variants_choose_among_the_options_and_cost_whole_cents(goods: dict[str, Any]) -> None:
    for product in goods["products"]:
        axes = [{value["name"] for value in option["values"]} for option in product.get("options", [])]
        for variant in product["variants"]:
            assert len(variant["options"]) == len(axes)
            assert all(name in axis for name, axis in zip(variant["options"], axes, strict=True))
            assert isinstance(variant["price"], int)
            assert 0 < variant["price"] < variant.get("compare_at", variant["price"] + 1)
            assert variant["on_hand"] >= 0


def test_scenes_show_products_that_exist(goods: dict[str, Any]) -> None:
    handles = {product["handle"] for product in goods["products"]}

    assert all(set(scene["products"]) <= handles for scene in goods["scenes"])


def test_both_languages_are_there(goods: dict[str, Any]) -> None:
    def check(node: object) -> None:
        if isinstance(node, list):
            for child in node:
                check(child)
        elif isinstance(node, dict):
            for key, value in node.items():
                check(value)
                if key.endswith("_zh"):
                    assert value.strip()
                    assert node[key.removesuffix("_zh")].strip()
                elif key in {"title", "description", "story", "alt", "city"} or (
                    key == "name" and "values" not in node
                ):
                    assert f"{key}_zh" in node, f"{value!r} is not translated"

    check(goods)


def test_every_picture_named_is_a_jpeg_and_all_of_them_are_light(goods: dict[str, Any]) -> None:
    for name in pictures_named(goods):
        assert (PICTURES / name).read_bytes()[:3] == b"\xff\xd8\xff", name

    assert sum(file.stat().st_size for file in PICTURES.iterdir()) < BUDGET


def test_what_is_said_beyond_words_uses_the_words_of_the_taxonomy() -> None:
    texts = read_texts()
    details = Details(texts, today=date(2026, 11, 23))
    above = {row["slug"]: row.get("parent", "") for row in texts.goods["categories"]}
    asked = {question.slug: question for question in questions()}
    for row in texts.goods["products"]:
        shelves = {row["category"], above[row["category"]]}
        for slug, answer in details.of_product(row)["attributes"].items():
            question = asked[slug]
            assert shelves & set(question.categories), f"{row['handle']} is not asked for its {slug}"
            given = answer if isinstance(answer, list) else [answer]
            known = {choice.slug for choice in question.choices}
            assert not known or set(given) <= known, f"{row['handle']}: {slug} {given}"


def test_collections_show_goods_of_their_own_shop() -> None:
    texts = read_texts()
    shop_of = {row["handle"]: row["shop"] for row in texts.goods["products"]}
    for row in texts.details["collections"]:
        assert {shop_of[handle] for handle in row["products"]} == {row["shop"]}
    assert {row["handle"] for row in texts.details["products"]} <= shop_of.keys()
    assert {row["shop"] for row in texts.details["collections"]} == {row["handle"] for row in texts.goods["shops"]}
