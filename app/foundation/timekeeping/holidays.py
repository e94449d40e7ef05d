"""Public holidays that ship as a first filling of the editable calendar.

2026: the State Council's notice for that year, with its swapped working days. 2027: the statutory days alone
(全国年节及纪念日放假办法); enter the swapped days when the notice is out.
"""

from __future__ import annotations

from datetime import date, time, timedelta

WEEKDAYS = range(5)
HOURS = ((time(8), time(12)), (time(14), time(18)))

Day = tuple[date, bool, str, str]


def _off(first: date, last: date, zh: str, en: str) -> list[Day]:
    return [(first + timedelta(days=n), False, zh, en) for n in range((last - first).days + 1)]


def _worked(day: date) -> list[Day]:
    return [(day, True, "调休上班", "Worked in exchange")]


HOLIDAYS: list[Day] = [
    *_off(date(2026, 1, 1), date(2026, 1, 3), "元旦", "New Year"),
    *_worked(date(2026, 1, 4)),
    *_worked(date(2026, 2, 14)),
    *_off(date(2026, 2, 15), date(2026, 2, 23), "春节", "Spring Festival"),
    *_worked(date(2026, 2, 28)),
    *_off(date(2026, 4, 4), date(2026, 4, 6), "清明节", "Qingming"),
    *_off(date(2026, 5, 1), date(2026, 5, 5), "劳动节", "Labour Day"),
    *_worked(date(2026, 5, 9)),
    *_off(date(2026, 6, 19), date(2026, 6, 21), "端午节", "Dragon Boat Festival"),
    *_worked(date(2026, 9, 20)),
    *_off(date(2026, 9, 25), date(2026, 9, 27), "中秋节", "Mid-Autumn Festival"),
    *_off(date(2026, 10, 1), date(2026, 10, 7), "国庆节", "National Day"),
    *_worked(date(2026, 10, 10)),
    *_off(date(2027, 1, 1), date(2027, 1, 1), "元旦", "New Year"),
    *_off(date(2027, 2, 5), date(2027, 2, 8), "春节", "Spring Festival"),
    *_off(date(2027, 4, 5), date(2027, 4, 5), "清明节", "Qingming"),
    *_off(date(2027, 5, 1), date(2027, 5, 2), "劳动节", "Labour Day"),
    *_off(date(2027, 6, 9), date(2027, 6, 9), "端午节", "Dragon Boat Festival"),
    *_off(date(2027, 9, 15), date(2027, 9, 15), "中秋节", "Mid-Autumn Festival"),
    *_off(date(2027, 10, 1), date(2027, 10, 3), "国庆节", "National Day"),
]
