"""Words that are not said: how texts are made alike before they are looked for, and whether a word stands in a text.

Latin and the other alphabets are looked for as whole words, so that "ass" leaves "glass" alone. Chinese, Japanese and
Korean put no spaces between words: there a word is looked for anywhere, also with spaces or signs thrown in between.
"""

import re
import unicodedata

_IDEOGRAPHS = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_IDEOGRAPHS}]")
_LETTER = f"[^\\W_{_IDEOGRAPHS}]"
_BETWEEN = re.compile(r"[\W_]+")
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


def in_one_line(text: str) -> str:
    """A text with single spaces, without line ends and without signs that turn the direction of what follows."""
    return " ".join(_STEERING.sub("", text).split())


def folded(text: str) -> str:
    """A text as words are looked for in it: compatible forms made one, no case, nothing invisible, single spaces."""
    alike = unicodedata.normalize("NFKC", text).casefold()
    alike = unicodedata.normalize("NFKC", alike)
    return " ".join("".join(sign for sign in alike if unicodedata.category(sign) not in {"Cf", "Mn"}).split())


def closed_up(text: str) -> str:
    """A folded text without everything between its letters and digits."""
    return _BETWEEN.sub("", text)


def is_said(word: str, text: str) -> bool:
    """Whether a folded word stands in a folded text."""
    if not word:
        return False
    if _UNSPACED.search(word):
        return (closed_up(word) or word) in closed_up(text) or word in text
    before, after = (f"(?<!{_LETTER})" if word[0].isalnum() else ""), (f"(?!{_LETTER})" if word[-1].isalnum() else "")
    return re.search(f"{before}{re.escape(word)}{after}", text) is not None
