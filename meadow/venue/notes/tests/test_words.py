"""What a text says beyond its letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.venue.notes.words import LONGEST_HASHTAG, MOST_HASHTAGS, Kind, hashtags, language_of, mentions, pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#Summer light", ["summer"]),
        ("a #été and #हिन्दी", ["été", "हिन्दी"]),
        ("今天#夏天#很好看", ["夏天"]),
        ("我爱＃话题＃。", ["话题"]),
        ("#夏天 #穿搭", ["夏天", "穿搭"]),
        ("#夏天#穿搭#出游", ["夏天", "出游"]),
        ("#ＡＢＣ and #abc", ["abc"]),
        ("#summer#", ["summer"]),
        ("#slow_living2026!", ["slow_living2026"]),
        ("We are #1 of #2024", []),
        ("C# and https://example.org/a#part &#39;", []),
        ("# alone ## twice", []),
        ("#" + "x" * (LONGEST_HASHTAG + 1), []),
    ],
)
def test_hashtags_of_many_scripts(text: str, words: list[str]) -> None:
    assert hashtags(text) == words


def test_a_text_has_at_most_thirty_hashtags() -> None:
    assert len(hashtags(" ".join(f"#w{number}" for number in range(50)))) == MOST_HASHTAGS


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("with @bo.li.", ["bo.li"]),
        ("和@bo.li一起，还有＠Ada", ["bo.li", "ada"]),
        ("write to bo@example.org", []),
        ("@bo.li @BO.LI", ["bo.li"]),
        ("@a @_x", []),
    ],
)
def test_mentions_are_handles(text: str, handles: list[str]) -> None:
    assert mentions(text) == handles


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://example.org/a_(b).", "https://example.org/a_(b)"),
        ("(https://example.org)", "https://example.org"),
        ("看https://example.org/x，好", "https://example.org/x"),
        ('https://example.org/"onmouseover="x', "https://example.org/"),
    ],
)
def test_a_link_ends_where_the_sentence_goes_on(text: str, address: str) -> None:
    assert [piece.target for piece in pieces(text) if piece.kind is Kind.LINK] == [address]


def test_only_the_web_is_linked() -> None:
    assert [piece.kind for piece in pieces("javascript:alert(1) data:text/html,x ftp://x")] == [Kind.TEXT]


@given(st.text(alphabet=st.sampled_from("ab夏天#＃@＠ ._/:1(é\u0301)\n") | st.characters(exclude_categories=["Cs"])))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "fallback", "language"),
    [
        ("A quiet lamp", "zh-hans", "en"),
        ("A quiet lamp", "en", "en"),
        ("我的 Hasselblad 相机", "en", "zh-hans"),
        ("Mingei (民) pottery from a small town", "en", "en"),
        ("ありがとう世界", "en", "en"),
        ("♡ 2026", "zh-hans", "zh-hans"),
    ],
)
def test_a_text_tells_its_language(text: str, fallback: str, language: str) -> None:
    assert language_of(text, fallback) == language
