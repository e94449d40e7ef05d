"""The 155 institutions: 2 tertiary, 25 secondary, 128 primary; a full cast at twelve of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.names import CITY, COUNTIES, DISTRICTS, STREETS, townships

SECONDARY_DEPARTMENTS = ("cardiology", "respiratory", "endocrinology", "neurology", "surgery", "emergency")
TERTIARY_DEPARTMENTS = (*SECONDARY_DEPARTMENTS, "orthopaedics", "obstetrics", "paediatrics", "rehabilitation")
PRIMARY_DEPARTMENTS = ("general",)
DEPARTMENTS = {
    "cardiology": ("心血管内科", "Cardiology", ("I",)),
    "respiratory": ("呼吸内科", "Respiratory medicine", ("J",)),
    "endocrinology": ("内分泌科", "Endocrinology", ("E",)),
    "neurology": ("神经内科", "Neurology", ("G", "I6")),
    "surgery": ("普通外科", "General surgery", ("K", "S")),
    "emergency": ("急诊医学科", "Emergency medicine", ("R", "S", "T")),
    "orthopaedics": ("骨科", "Orthopaedics", ("M", "S")),
    "obstetrics": ("妇产科", "Obstetrics and gynaecology", ("N", "O")),
    "paediatrics": ("儿科", "Paediatrics", ("P", "J")),
    "rehabilitation": ("康复医学科", "Rehabilitation", ("I69", "M")),
    "general": ("全科医学科", "General practice", ("*",)),
}


@dataclass(frozen=True)
class InventedInstitution:
    """One institution of the city; `cast` says whether people work there in the demonstration."""

    code: str
    name: str
    short_name: str
    name_en: str
    tier: str
    district: str
    alliance: str
    departments: tuple[str, ...]
    cast: bool


def institutions() -> list[InventedInstitution]:
    """All 155, the cast's first among their tier; always the same."""
    return [*_tertiary(), *_secondary(), *_townships(), *_communities()]


def _tertiary() -> list[InventedInstitution]:
    names = (("第一人民医院", "市一院", "First People's Hospital"), ("中心医院", "市中心", "Central Hospital"))
    return [
        InventedInstitution(
            f"T{number:02}",
            CITY + name,
            short,
            f"Yunzhou {english}",
            "tertiary",
            DISTRICTS[number - 1],
            f"云州医联体{'一二'[number - 1]}部",
            TERTIARY_DEPARTMENTS,
            cast=True,
        )
        for number, (name, short, english) in enumerate(names, start=1)
    ]


def _secondary() -> list[InventedInstitution]:
    rows = [(place, "人民医院", "People's Hospital") for place in COUNTIES + DISTRICTS]
    rows += [(place, "中医院", "Hospital of Chinese Medicine") for place in COUNTIES + DISTRICTS]
    rows.append((CITY, "妇幼保健院", "Maternal and Child Health Hospital"))
    return [
        InventedInstitution(
            f"S{number:02}",
            place + name,
            place[:2] + {"人民医院": "医院", "中医院": "中医", "妇幼保健院": "妇幼"}[name],
            f"{romanised(place[:-1])} {english}",
            "secondary",
            place if place != CITY else DISTRICTS[0],
            _alliance(place),
            SECONDARY_DEPARTMENTS,
            cast=number <= 4,
        )
        for number, (place, name, english) in enumerate(rows, start=1)
    ]


def _townships() -> list[InventedInstitution]:
    return [
        InventedInstitution(
            f"P{number:03}",
            f"{county[:2]}{township}{'中心' if number % 11 == 1 else ''}卫生院",
            f"{county[:2]}{township}",
            f"{romanised(county[:2])} {romanised(township)} Township Health Centre",
            "primary",
            county,
            _alliance(county),
            PRIMARY_DEPARTMENTS,
            cast=number in (1, 2, 12, 23, 34),
        )
        for number, (county, township) in enumerate(townships(), start=1)
    ]


def _communities() -> list[InventedInstitution]:
    return [
        InventedInstitution(
            f"C{number:02}",
            f"{district}{street}社区卫生服务中心",
            f"{street}社区",
            f"{romanised(street)} Community Health Centre, {romanised(district[:-1])}",
            "primary",
            district,
            _alliance(district),
            PRIMARY_DEPARTMENTS,
            cast=number == 1,
        )
        for number, (district, street) in enumerate(
            ((district, street) for district, own in zip(DISTRICTS, STREETS, strict=True) for street in own),
            start=1,
        )
    ]


def _alliance(place: str) -> str:
    return f"{place}医共体" if place in COUNTIES else "云州城市医疗集团"


def romanised(chinese: str) -> str:
    """The name in pinyin, as on a road sign."""
    from pypinyin import lazy_pinyin  # imported late: it takes half a second

    return "".join(lazy_pinyin(chinese)).capitalize()
