"""What a message may be made of."""

import pytest

from meadow.venue.talk.templatetags.talk import touched
from meadow.venue.talk.wording import cleaned, links, mentions


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hello  ", "hello"),
        ("a\u200bb\u202ec\u2066d\ufeff", "abcd"),
        ("one\r\ntwo\n\n\n\n\nthree", "one\ntwo\n\nthree"),
        ("\u200b\u2060\u00ad", ""),
        ("👩\u200d🌾 and a\u200db", "👩\u200d🌾 and ab"),
        ("Z" + "\u0301" * 40, "Z\u0301\u0301\u0301".replace("Z\u0301", "Ź") + "\u0301"),
        ("a\x00b\x07c", "abc"),
        ("灰釉茶杯", "灰釉茶杯"),
    ],
)
def test_nothing_that_nobody_sees_stays_in_a_text(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://evil.example/x?y", ["https://evil.example/x?y"]),
        ("看看taobao.com吧", ["taobao.com吧"]),
        ("加我 wx。com", ["wx.com"]),
        ("www.shop.example now", ["www.shop.example"]),
        ("ｗｗｗ．evil．com", ["www.evil.com"]),
        ("Version 2.0, e.g. this. And that.", []),
        ("me@example.com", []),
        ("@bo.li and @ada.co", []),
    ],
)
def test_links_are_known_however_they_are_written(text: str, found: list[str]) -> None:
    assert links(text) == found


def test_handles_are_called_once_each() -> None:
    assert mentions("@Ada @ada, hi @bo.li! x@y.com @@no /@no2") == ["ada", "bo.li"]


def test_only_web_addresses_and_handles_become_links() -> None:
    shown = touched('<b>x</b> javascript:alert(1) data:text/html,x https://a.example/"onclick= (https://b.example/).')

    assert "<b>" not in shown
    assert 'href="javascript' not in shown
    assert 'href="data' not in shown
    assert shown.count("<a ") == 2
    assert '<a href="https://a.example/" rel="noopener noreferrer nofollow ugc" target="_blank">' in shown
    assert '<a href="https://b.example/"' in shown
    assert touched("@ada") == '<a class="call" href="/people/ada/">@ada</a>'
