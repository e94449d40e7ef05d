"""The wording of times and identifiers, one example a line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.ui import words

NOW = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)  # 14:32 in Shanghai, a Tuesday


def after(**length: float) -> datetime:
    return NOW + timedelta(**length)


@pytest.mark.parametrize(
    ("due", "kind", "zh", "en"),
    [
        (after(minutes=76), "soon", "剩 76 分", "76 min left"),
        (after(seconds=20), "soon", "剩 1 分", "1 min left"),
        (after(minutes=119, seconds=30), "soon", "剩 120 分", "120 min left"),
        (after(hours=2), "soon", "16:32 前", "by 16:32"),
        (after(hours=9), "soon", "23:32 前", "by 23:32"),
        (after(hours=19, minutes=28), "ok", "明天 10:00", "Tomorrow 10:00"),
        (after(days=2, hours=-5, minutes=-32), "ok", "周四 09:00", "Thu 09:00"),
        (after(days=7), "ok", "12-01 14:32", "12-01 14:32"),
        (after(days=68), "ok", "2027-01-31 14:32", "2027-01-31 14:32"),
        (after(seconds=-1), "late", "逾期 1 分", "1 min late"),
        (after(minutes=-46), "late", "逾期 46 分", "46 min late"),
        (after(hours=-2, minutes=-40), "late", "逾期 2 小时", "2 h late"),
        (after(days=-1), "late", "逾期 1 天", "1 day late"),
        (after(days=-3, hours=-4), "late", "逾期 3 天", "3 days late"),
    ],
)
def test_due_words_say_what_is_left_in_both_languages(due: datetime, kind: str, zh: str, en: str) -> None:
    assert words.due_words(due, NOW, "zh") == words.Due(kind, zh)  # type: ignore[arg-type]  # the literals above
    assert words.due_words(due, NOW, "en") == words.Due(kind, en)  # type: ignore[arg-type]


def test_due_words_of_a_paused_clock_are_never_late() -> None:
    assert words.due_words(after(days=-3), NOW, "zh", paused=True) == words.Due("hold", "时钟已暂停")


def test_due_words_take_the_day_from_shanghai_not_from_utc() -> None:
    late_evening = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    due = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 02:00 the next day there
    assert words.due_words(due, late_evening, "zh").text == "明天 02:00"


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        (NOW, "今天", "Today"),
        (after(days=-1), "昨天", "Yesterday"),
        (after(days=-2), "11-22", "11-22"),
        (after(days=6), "周一", "Mon"),
        (date(2026, 11, 25), "明天", "Tomorrow"),
        (date(2025, 11, 25), "2025-11-25", "2025-11-25"),
    ],
)
def test_day_words_name_near_days_and_date_far_ones(when: datetime, zh: str, en: str) -> None:
    assert (words.day_words(when, NOW, "zh"), words.day_words(when, NOW, "en")) == (zh, en)


def test_recent_words_leave_out_today() -> None:
    assert words.recent_words(after(hours=-1), NOW, "zh") == "13:32"
    assert words.recent_words(after(days=-1), NOW, "zh") == "昨天 14:32"


def test_exact_words_carry_seconds_in_shanghai() -> None:
    assert words.exact_words(NOW) == "2026-11-24 14:32:00"


@pytest.mark.parametrize(
    ("length", "zh", "en"),
    [
        (timedelta(minutes=38), "38 分", "38 min"),
        (timedelta(hours=1, minutes=9), "1 小时 09 分", "1 h 09 min"),
        (timedelta(days=3, hours=2, minutes=59), "3 天 2 小时", "3 d 2 h"),
        (timedelta(seconds=-5), "0 分", "0 min"),
    ],
)
def test_span_words_use_the_two_largest_units(length: timedelta, zh: str, en: str) -> None:
    assert (words.span_words(length, "zh"), words.span_words(length, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ("359912196305121216", "3599**********1216"),
        ("13812346621", "138****6621"),
        ("E12345678", "*******78"),
        ("12345", "***45"),
        ("1", "1"),
    ],
)
def test_masked_hides_the_middle(identifier: str, shown: str) -> None:
    assert words.masked(identifier) == shown


@pytest.mark.parametrize(("name", "mark"), [("陈立衡", "陈"), ("Chen Liheng", "CL"), ("  ", "?"), ("", "?")])
def test_initial_is_the_surname_or_two_letters(name: str, mark: str) -> None:
    assert words.initial(name) == mark
