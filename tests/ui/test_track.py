"""The position track in every width and language."""

from __future__ import annotations

from lxml import etree

from app.ui import samples
from app.ui.track import NARROW, WIDTHS, Step, track


def pictures(language: str, at: int, *, narrow: bool = False) -> list[etree._Element]:
    receiver, sender = samples.sample("lanes", language)  # type: ignore[arg-type]  # zh or en
    steps = samples.steps(language, at)  # type: ignore[arg-type]
    return list(etree.fromstring(track(steps, receiver, sender, "位置", narrow=narrow)))


def labels(picture: etree._Element) -> list[tuple[str, float, float]]:
    texts = [one for one in picture.iter("text") if one.get("class") in ("", "t-b", "t-now")]
    return [(one.text or "", float(one.get("x", "")), float(one.get("y", ""))) for one in texts]


def test_page_gets_one_picture_for_each_width() -> None:
    assert [one.get("width") for one in pictures("zh", 4)] == [str(width) for width in WIDTHS.values()]
    assert [one.get("width") for one in pictures("zh", 4, narrow=True)] == [str(width) for width in NARROW.values()]


def test_case_shows_done_now_and_ahead() -> None:
    wide = pictures("zh", 4)[0]
    assert len(wide.findall("circle[@class='n-done']")) == 4
    assert len(wide.findall("circle[@class='n-now']")) == 1
    assert len(wide.findall("circle[@class='n']")) == 4


def test_phone_shows_all_nine_chinese_words() -> None:
    assert len(labels(pictures("zh", 4)[-1])) == 9


def test_labels_never_overlap_and_the_present_step_always_has_one() -> None:
    for language in ("zh", "en"):
        for at in range(9):
            for picture in pictures(language, at):
                found = labels(picture)
                assert samples.steps(language, at)[at].label in [text for text, _, _ in found]  # type: ignore[arg-type]
                for text, x, y in found:
                    room = len(text) * (13 if language == "zh" else 7)
                    assert all(abs(x - other) >= room / 2 for _, other, line in found if line == y and other != x)


def test_case_of_one_step_is_drawn() -> None:
    (picture,) = list(etree.fromstring(track([Step("随访", "sender", "now")], "甲", "乙", "位置")))[:1]
    assert picture.get("role") == "img"


def test_names_of_institutions_are_never_markup() -> None:
    assert "<b>" not in track([Step("<b>", "sender", "now")], "<b>", '"><b>', '"><b>')
