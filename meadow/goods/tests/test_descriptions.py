"""Descriptions are cleaned once and for all: what was cleaned stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.descriptions import clean_description

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
pieces = words | st.sampled_from(["<", ">", "&", "&lt;", "<b>", "</b>", "<p>", "<br>", "<script>", "</script>", "\n\n"])


@given(st.lists(pieces, max_size=12).map("".join))
def test_cleaning_twice_changes_nothing(html: str) -> None:
    cleaned = clean_description(html)

    assert clean_description(cleaned) == cleaned


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Two\n\nparagraphs", "<p>Two</p>\n\n<p>paragraphs</p>"),
        ("5 < 6 & more", "<p>5 &lt; 6 &amp; more</p>"),
        ("<b>Bold</b>", "<b>Bold</b>"),
        ("<script>alert(1)</script>", ""),
        ("  ", ""),
    ],
)
def test_texts_become_paragraphs_and_html_stays(said: str, kept: str) -> None:
    assert clean_description(said) == kept
