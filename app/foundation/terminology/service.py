"""Filling the table of diagnoses: the shipped sample, or the installation's own table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.foundation.terminology.models import Icd10
from app.foundation.terminology.sound import spelled

SAMPLE = Path(__file__).parent / "icd10.tsv"
BATCH = 1000


def load_sample(session: Session) -> int:
    """The shipped sample; returns how many codes it holds."""
    return load(session, SAMPLE.read_text("utf-8").splitlines())


def load(session: Session, lines: Iterable[str]) -> int:
    """Insert or rename codes from lines of `code<TAB>name`; returns how many. Raises `Invalid` naming a bad line.

    The order of the lines is kept for codes that a search finds equally good.
    """
    rows = _rows(lines)
    count = 0
    while batch := list(islice(rows, BATCH)):
        statement = insert(Icd10).values(batch)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[Icd10.code],
                set_={name: statement.excluded[name] for name in ("name", "pinyin", "initials", "rank")},
            )
        )
        count += len(batch)
    return count


def _rows(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        code, _, name = line.strip().partition("\t")
        if not name or len(code) > 20 or len(name) > 200:
            raise Invalid(
                "icd10_line",
                f"第 {number} 行应为“编码<制表符>名称”。",
                f"Line {number} must be a code, a tab and a name.",
            )
        pinyin, initials = spelled(name)
        yield {"code": code, "name": name, "pinyin": pinyin, "initials": initials, "rank": number}
