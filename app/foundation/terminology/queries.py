"""Finding diagnoses."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from app.foundation.terminology.models import Icd10
from app.foundation.terminology.sound import pattern


def find(session: Session, text: str, most: int = 50) -> list[Icd10]:
    """Codes by Chinese name, pinyin, initials or code; whole names first, then beginnings, then shorter names."""
    query = select(Icd10)
    if text:
        low = text.lower()
        anywhere, start = pattern(low), pattern(low)[1:]
        query = query.where(
            or_(
                Icd10.name.ilike(anywhere),
                Icd10.code.ilike(start),
                Icd10.pinyin.like(start),
                Icd10.initials.like(anywhere),
            )
        ).order_by(
            case(
                (or_(Icd10.name == text, Icd10.pinyin == low), 0),
                (Icd10.name.ilike(start), 1),
                (Icd10.code.ilike(start), 1),
                else_=2,
            )
        )
    return list(session.execute(query.order_by(Icd10.rank, Icd10.code).limit(most)).scalars())


def names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Names by code, for those that the table knows."""
    rows = session.execute(select(Icd10.code, Icd10.name).where(Icd10.code.in_(set(codes))))
    return {row.code: row.name for row in rows}


def any_code(session: Session) -> bool:
    """Whether the table holds anything."""
    return session.execute(select(Icd10.code).limit(1)).first() is not None
