"""Typed identifiers: what each kind must look like, how it is written alike, how it is shown masked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.errors import FieldProblem

# Kind → Chinese and English name.
KINDS: dict[str, tuple[str, str]] = {
    "resident_id": ("居民身份证", "Resident identity card"),
    "passport": ("护照", "Passport"),
    "hmt_permit": ("港澳台居民证件", "Permit of Hong Kong, Macao or Taiwan residents"),
    "newborn": ("新生儿（随母）", "Newborn, by mother"),
    "unknown": ("身份不明", "Unknown person"),
    "health_file": ("健康档案编号", "Health file number"),
    "insurance": ("医保编号", "Insurance number"),
}
PATTERNS = {
    "passport": re.compile(r"[A-Z0-9]{5,20}"),
    # 往来内地通行证 H/M + 8 or 10 digits; 台湾居民 8 digits
    "hmt_permit": re.compile(r"[HM]\d{8}(\d{2})?|\d{8}|[A-Z]\d{9}"),
    "newborn": re.compile(r"[1-9]"),
    "unknown": re.compile(r"[A-Z0-9-]{4,40}"),
    "health_file": re.compile(r"[A-Z0-9-]{6,40}"),
    "insurance": re.compile(r"[A-Z0-9-]{6,40}"),
}
HINTS = {
    "resident_id": ("请核对 18 位身份证号，校验位不对。", "Check the 18 characters; the check digit is wrong."),
    "passport": ("护照号为 5 到 20 个字母或数字。", "A passport number has 5 to 20 letters or digits."),
    "hmt_permit": (
        "请填通行证号（H 或 M 加数字，或 8 位数字）或居住证号。",
        "Give the permit's number: H or M and digits, or 8 digits.",
    ),
    "newborn": ("请填胎次 1 到 9，并选择母亲。", "Give the birth order 1 to 9 and the mother."),
    "unknown": ("编号为 4 到 40 个字母、数字或横线。", "The number has 4 to 40 letters, digits or hyphens."),
    "health_file": ("编号为 6 到 40 个字母、数字或横线。", "The number has 6 to 40 letters, digits or hyphens."),
    "insurance": ("编号为 6 到 40 个字母、数字或横线。", "The number has 6 to 40 letters, digits or hyphens."),
}


@dataclass(frozen=True)
class Identifier:
    """A checked identifier in its one way of writing; `mother` is the mother's patient id of a newborn."""

    kind: str
    value: str
    mother: str | None = None

    @property
    def indexed(self) -> str:
        """What makes it unique within its kind."""
        return f"{self.mother}/{self.value}" if self.mother else self.value

    @property
    def masked(self) -> str:
        """What may be shown: never enough to rebuild it from birth date and district."""
        return masked(self.value) if self.kind != "newborn" else self.value


def read(
    kind: str, text: str, mother: str | None = None, *, path: str = "identifiers"
) -> Identifier | FieldProblem:
    """Check and normalise; a `FieldProblem` (without the value) when it is not one of that kind."""
    value = re.sub(r"\s", "", text).upper()
    if kind not in KINDS:
        return FieldProblem(path, "identifier_kind", "请选择证件类型。", "Choose the kind of identifier.")
    right = _resident_id(value) if kind == "resident_id" else PATTERNS[kind].fullmatch(value) is not None
    if not right or (kind == "newborn") != (mother is not None):
        return FieldProblem(path, "identifier_malformed", *HINTS[kind])
    return Identifier(kind, value, mother)


def guess(text: str) -> list[Identifier]:
    """What a search text could be as an identifier."""
    found = (read(kind, text) for kind in KINDS if kind not in ("newborn", "unknown"))
    return [one for one in found if isinstance(one, Identifier)]


def birth_date_of(identifier: Identifier) -> date | None:
    """The birth date that a 身份证 carries."""
    if identifier.kind != "resident_id":
        return None
    return date.fromisoformat(f"{identifier.value[6:10]}-{identifier.value[10:12]}-{identifier.value[12:14]}")


def sex_of(identifier: Identifier) -> str | None:
    """The sex (GB/T 2261.1) that a 身份证 carries."""
    if identifier.kind != "resident_id":
        return None
    return "1" if int(identifier.value[16]) % 2 else "2"


def masked(value: str) -> str:
    """The first three and the last two characters of a long value, less of a short one."""
    first, last = (3, 2) if len(value) >= 9 else (1, 1)
    return value[:first] + "*" * max(len(value) - first - last, 3) + value[-last:]


def masked_phone(value: str) -> str:
    """138****5678, the common way."""
    return value[:3] + "****" + value[-4:] if len(value) >= 11 else masked(value)


def _resident_id(value: str) -> bool:
    """GB 11643: province, birth date and check digit; counties are not judged, for many have been renamed."""
    from stdnum.cn import ric  # slow to import

    if not re.fullmatch(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{15}[\dX]", value):
        return False
    try:
        date.fromisoformat(f"{value[6:10]}-{value[10:12]}-{value[12:14]}")
    except ValueError:
        return False
    return bool(ric.calc_check_digit(value) == value[-1])
