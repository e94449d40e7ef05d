"""Contrast of the colour tokens in both themes, by the formula of WCAG 2: axe does not see text in SVG."""

from __future__ import annotations

import re

import pytest

from app.ui.assets import HERE

TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "mute")
        for ground in ("surface", "canvas", "sunken", "select", "hover")
    ),
    *(
        (family, ground)
        for family in ("red", "amber")
        for ground in ("surface", "canvas", "sunken", "select", "hover")
    ),
    *((family, f"{family}-bg") for family in ("red", "amber", "green", "blue", "violet", "grey")),
    ("violet", "surface"),
    ("violet", "select"),
    ("ink-2", "grey-bg"),
    ("link", "surface"),
    ("link", "canvas"),
    ("link", "select"),
    ("link", "grey-bg"),
    ("on-brand", "brand"),
    ("on-brand", "brand-2"),
    ("brand-2", "surface"),
    ("brand-2", "sunken"),
    ("brand-2", "select"),
    ("rail-ink", "rail"),
    ("rail-on", "rail-hi"),
    ("surface", "ink"),
    ("surface", "ink-2"),
]
LINES = [("edge", "surface"), ("edge", "canvas"), ("edge", "sunken"), ("brand", "surface"), ("brand", "tint")]
ON_WHITE = ["solid-red", "solid-amber", "solid-green"]


def tokens(name: str) -> dict[str, str]:
    text = (HERE / "styles" / f"{name}.css").read_text("utf-8")
    return dict(re.findall(r"--ld-([\w-]+):\s*(#[0-9a-f]{6})", text))


LIGHT = tokens("tokens")
DARK = LIGHT | tokens("tokens-dark")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_readers_find_text_at_four_and_a_half(theme: dict[str, str]) -> None:
    found = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_readers_find_lines_that_mean_something_at_three(theme: dict[str, str]) -> None:
    found = {pair: round(contrast(theme[pair[0]], theme[pair[1]]), 2) for pair in LINES}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_white_on_solid_badges_can_be_read(theme: dict[str, str]) -> None:
    found = {name: round(contrast("#ffffff", theme[name]), 2) for name in ON_WHITE}
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


def test_focus_ring_stands_out_from_its_halo_and_the_page() -> None:
    for theme in (LIGHT, DARK):
        assert contrast(theme["focus"], theme["halo"]) >= 3
        assert max(contrast(theme[one], theme["surface"]) for one in ("focus", "halo")) >= 3
