"""Words are found by their parts, in Chinese as in English, in the database as in Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.finding import LONGEST, MOST_ENDINGS, endings, question, vector
from meadow.goods.models.finding import ProductWords
from meadow.goods.models.products import Product


def find(typed: str) -> bool:
    return ProductWords.objects.saying(typed).exists()


@pytest.fixture
def named(lamp_product: Product) -> Product:
    texts = ["Papierlampe “Möwe” für draußen", "手工灰釉茶杯 ２号", "SHIRT-RED-08", "5901234123457", "it's 100% \\wool"]
    ProductWords.objects.create(product=lamp_product, shop=lamp_product.shop, words=vector(texts))
    return lamp_product


@pytest.mark.parametrize(
    "typed",
    [
        "papier",
        "LAMPE",
        "möwe",
        "draussen",
        "papier möwe",
        "茶杯",
        "灰",
        "灰釉茶杯",
        "2号",
        "手工灰釉茶杯",
        "shirt-red-08",
        "red-08",
        "08",
        "shirt",
        "5901234123457",
        "123457",
        "it's",
        "100%",
        "wool",
        "  lampe  ",
        "papierlampe",
    ],
)
def test_a_product_is_found_by_any_part_of_its_words(named: Product, typed: str) -> None:
    assert find(typed)


@pytest.mark.parametrize(
    "typed",
    ["teapot", "%", "", "   ", "a", "papier teapot", "杯茶", "5901234123458", "'", "\\", "\0", "&|!:*", "papierlampen"],
)
def test_nothing_else_is_found(named: Product, typed: str) -> None:
    assert not find(typed)


WORDS = st.lists(st.text("abXY019é茶杯灰釉-'\\\\&", min_size=1, max_size=24), min_size=1, max_size=4)


@given(words=WORDS, start=st.integers(0, 23), length=st.integers(2, 24))
def test_every_part_of_every_word_is_the_beginning_of_endings(words: list[str], start: int, length: int) -> None:
    known = endings([" ".join(words)])
    for word in words:
        asked = question(part) if (part := word[start : start + length].lstrip("-'\\&")) and len(part) > 1 else ""
        for piece in asked.split(" & ") if asked else ():
            begun = piece[1:-3].replace("''", "'").replace("\\\\", "\\")
            assert any(ending.startswith(begun) for ending in known), (word, part)
    assert all(ending[0].isalnum() and len(ending) <= LONGEST for ending in known)


def test_a_product_with_very_many_words_keeps_the_first() -> None:
    found = endings([f"{number:012}" for number in range(5000)])
    assert len(found) == MOST_ENDINGS
    assert found[0] == "00000000"
