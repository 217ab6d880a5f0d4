"""The tokens: enough contrast in both themes (WCAG 2.2 AA, by computation), and one dark theme said twice alike."""

import re
from itertools import product

import pytest

from meadow.web.specimens import TOKENS, colour_tokens

SHEET = TOKENS.read_text()
Theme = dict[str, str]


def colours(block: str) -> Theme:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", block))


def block(selector: str) -> str:
    found = re.search(re.escape(selector) + r"\s*\{(.*?)\}", SHEET, re.DOTALL)
    assert found, f"tokens.css has no {selector}"
    return found[1]


THEMES = {"light": colours(block('[data-theme="light"]')), "dark": colours(block('[data-theme="dark"]'))}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, from sRGB IEC 61966-2-1)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("paper", "paper-raised", "paper-sunk")
TEXT = [
    *product(("ink", "ink-soft", "accent", "accent-strong", "danger", "amber"), GROUNDS),
    ("ink", "accent-soft"),
    ("ink", "amber-soft"),
    ("ink", "danger-soft"),
    ("accent-strong", "accent-soft"),
    ("amber", "amber-soft"),
    ("danger", "danger-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("paper", "ink"),
]
SHAPES = [*product(("outline", "accent", "danger"), ("paper", "paper-raised"))]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_edges_of_controls_can_be_seen(theme: str, shape: str, ground: str) -> None:
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


def test_the_device_gets_the_same_dark_theme_as_the_switch() -> None:
    def words(block: str) -> list[str]:
        return [line.strip() for line in block.splitlines() if line.strip()]

    assert words(block(":root:not([data-theme])")) == words(block('[data-theme="dark"]'))


def test_both_themes_say_the_same_words() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys()
    assert THEMES["light"].keys() <= set(colour_tokens())
