"""Every template of the project compiles, holds nothing inline (the security policy), and speaks through gettext."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

ROOT = Path(settings.ROOT) / "meadow"
TEMPLATES = sorted(ROOT.glob("**/templates/**/*.html"))
COMMENT = re.compile(r"\{%\s*comment.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
DATA_SCRIPT = re.compile(r"<script\b[^>]*type=\"application/(?:ld\+)?json\"[^>]*>.*?</script>", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORDY = re.compile(r"\b(?:alt|title|placeholder|aria-label|data-label|data-word-[a-z]+)=\"([^\"]*)\"")
UNTRANSLATED = re.compile(
    r"<[^>]*\btranslate=\"no\"[^>]*>[^<]*(?=<)|\{% block canonical %\}.*?\{% endblock %\}", re.DOTALL
)
META = re.compile(r"<meta (?:name=\"description\"|property=\"og:(?:title|description)\") content=\"([^\"]*)\"")
LETTERS = re.compile(r"[^\W\d_]{2,}")

# Names, which are the same in every language.
SAME_EVERYWHERE = {"Meadow", "SKU", "CSV", "PDF", "USD", "Stripe", "TOTP", "SHA"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_template = pytest.mark.parametrize("path", TEMPLATES, ids=name)
# Mail programs keep no style sheet but what stands in the tags.
PAGES = [path for path in TEMPLATES if path.parent.name != "letters"]
# A contract is a text of its own in each language, not a sentence that is translated.
SPEAKING = [path for path in TEMPLATES if path.parent.parent.name != "contracts"]


@every_template
def test_it_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    html = DATA_SCRIPT.sub("", COMMENT.sub("", path.read_text()))

    assert not re.search(r"\sstyle\s*=", TAG.sub("", html)), "an inline style"
    assert "<style" not in html, "an inline style sheet"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", TAG.sub("", html)), "an inline event handler"
    assert not re.search(r"\shx-on[:-]", html), "hx-on needs eval"
    assert "javascript:" not in html
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", html), "an inline script"
    for blank in re.findall(r"<a\b[^>]*target=\"_blank\"[^>]*>", html):
        assert "noopener" in blank


@pytest.mark.parametrize("path", SPEAKING, ids=name)
def test_every_word_goes_through_gettext(path: Path) -> None:
    html = UNTRANSLATED.sub("", SPOKEN.sub("", COMMENT.sub("", path.read_text())))
    html = TAG.sub("", DATA_SCRIPT.sub("", html))
    said = [*WORDY.findall(html), *META.findall(html), re.sub(r"<[^>]*>", " ", re.sub(r"<code>.*?</code>", "", html))]
    words = {word for text in said for word in LETTERS.findall(re.sub(r"&[a-z]+;", " ", text))}

    assert words <= SAME_EVERYWHERE, f"not translated: {sorted(words - SAME_EVERYWHERE)}"
