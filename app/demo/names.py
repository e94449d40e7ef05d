"""Invented names: places of no real city, people of no real life, all from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

CITY = "云州市"
COUNTIES = ("石塘县", "浦南县", "洋坪县", "云岭县", "月桥市", "长泾县", "平野县", "竹山县", "白沙县", "南屏县")
DISTRICTS = ("云溪区", "青屿区")
PREFIXES = "石青白云竹南北溪松梅"
SUFFIXES = "塘岭坪屿湾桥浦沙洋埔坑"
STREETS = (
    ("东门", "西桥", "南街", "北苑", "江滨", "湖前", "山下", "新村", "学府"),
    ("渡口", "花园", "中亭", "文昌", "港尾", "临水", "凤栖", "金桂", "长安"),
)
SURNAMES = "林陈黄张吴李王郑蔡刘许杨苏曾赖叶郭何沈戴江方卢汤邱洪简庄游康"
GIVEN_FIRST = "文建国秀美玉志晓海春阿金丽明永福小淑振雪立月德凤宝"
GIVEN_SECOND = "彬国英华珍岚衡诚兰玉生枝满梅财娥栋昌辉芳强红平成莲"
# A region code that no real place has, so that no invented number is anybody's.
REGION = "359912"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


@dataclass(frozen=True)
class InventedPatient:
    """A person of the invented city; `resident_id` has a right checksum and belongs to nobody."""

    name: str
    sex: str
    birth_date: date
    phone: str
    resident_id: str


def townships() -> list[tuple[str, str]]:
    """Ten counties with eleven townships each: (county, township)."""
    return [
        (county, PREFIXES[(row + column) % len(PREFIXES)] + suffix)
        for row, county in enumerate(COUNTIES)
        for column, suffix in enumerate(SUFFIXES)
    ]


def person_name(chance: random.Random) -> str:
    """Surname and given name."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN_FIRST) + chance.choice(GIVEN_SECOND)


def patient(chance: random.Random, born_before: date) -> InventedPatient:
    """One invented grown-up of up to 92 years; the sex is GB/T 2261.1 (1 male, 2 female)."""
    birth = born_before - timedelta(days=chance.randint(28 * 365, 92 * 365))
    serial = chance.randrange(1000)
    sex = "1" if serial % 2 else "2"
    phone = f"1{chance.choice('3578')}{chance.randrange(10**9):09}"
    return InventedPatient(person_name(chance), sex, birth, phone, resident_id(birth, serial))


def resident_id(birth: date, serial: int) -> str:
    """Eighteen characters with the checksum of GB 11643."""
    body = f"{REGION}{birth:%Y%m%d}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]
