"""What the receiver arranges: one arrangement in force, ended once, with a code that shows a slip of the tongue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.care.booking import service
from app.care.booking.service import ALPHABET, Arrangement, booking_code, check_character
from app.clock import now
from app.db import Database
from tests.access.making import case
from tests.cast import Cast

codes = st.text(alphabet=ALPHABET, min_size=7, max_size=7)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def test_clerk_arranges_again_and_the_first_arrangement_ends(session: Session, cast: Cast) -> None:
    one, moment = case(session, cast.doctor), now(session)
    first = service.arrange(session, one, Arrangement("waitlist"), made_by=cast.clerk.person, at=moment)
    visit = Arrangement("visit", starts_at=moment + timedelta(days=1), place="12 诊室")
    second = service.arrange(session, one, visit, made_by=cast.clerk.person, at=moment)
    standing = service.in_force(session, one)
    assert standing is not None and (standing["id"], standing["status"]) == (str(second.id), "booked")
    session.refresh(first)
    assert (first.status, first.reason) == ("cancelled", "rearranged")


def test_arrangement_ends_once(session: Session, cast: Cast) -> None:
    one, moment = case(session, cast.doctor), now(session)
    made = service.arrange(session, one, Arrangement("bed"), made_by=None, at=moment)
    assert service.end(session, made.id, "no_show", None, at=moment)
    assert not service.end(session, made.id, "patient_cancelled", None, at=moment)
    session.refresh(made)
    assert made.status == "noshow" and service.in_force(session, one) is None


def test_case_that_ends_leaves_nothing_arranged(session: Session, cast: Cast) -> None:
    one, moment = case(session, cast.doctor), now(session)
    made = service.arrange(session, one, Arrangement("visit"), made_by=None, at=moment)
    service.end_with_case(session, one, "arrived", at=moment)
    session.refresh(made)
    assert made.status == "fulfilled" and service.in_force(session, one) is None


def test_codes_check_themselves() -> None:
    for code in (booking_code() for _ in range(50)):
        assert check_character(code[:-1]) == code[-1]


@given(codes, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(code: str, place: int, wrong: str) -> None:
    spoiled = code[:place] + wrong + code[place + 1 :]
    same_remainder = (ALPHABET.index(wrong) - ALPHABET.index(code[place])) % 31 == 0
    assert (check_character(spoiled) == check_character(code)) == same_remainder
