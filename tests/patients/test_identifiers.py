"""Typed identifiers, and the vault that keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from app.care.patients import identifiers
from app.care.patients.identifiers import Identifier
from app.care.patients.vault import Vault
from app.errors import FieldProblem

RIGHT = "11010519491231002X"
OLD, NEW = Vault({1: b"a" * 32}, {1: b"b" * 32}), Vault({1: b"a" * 32, 2: b"c" * 32}, {1: b"b" * 32, 2: b"d" * 32})


def test_resident_id_is_taken_however_it_is_typed() -> None:
    read = identifiers.read("resident_id", " 110105 19491231 002x ")
    assert read == Identifier("resident_id", RIGHT)
    assert identifiers.birth_date_of(read) == date(1949, 12, 31)
    assert identifiers.sex_of(read) == "2"


@pytest.mark.parametrize(
    "value",
    [
        "110105194912310021",  # check digit
        "11010519491331002X",  # month 13
        "11010519490230002X",  # 30 February
        "99010519491231002X",  # no such province
        "1101051949123100",  # too short
        "110105491231002",  # fifteen digits of former days
        "",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_wrong_resident_id_is_refused_without_repeating_it(value: str) -> None:
    read = identifiers.read("resident_id", value)
    assert isinstance(read, FieldProblem)
    assert not value or value not in read.zh + read.en + read.path


@pytest.mark.parametrize(
    ("kind", "value", "mother"),
    [
        ("passport", "e12345678", None),
        ("hmt_permit", "H12345678", None),
        ("hmt_permit", "12345678", None),
        ("newborn", "2", "0190c5a0-0000-7000-8000-000000000001"),
        ("unknown", "UNK-2026-0001", None),
        ("health_file", "35062100100100012", None),
    ],
)
def test_other_kinds_are_taken(kind: str, value: str, mother: str | None) -> None:
    assert isinstance(identifiers.read(kind, value, mother), Identifier)


@pytest.mark.parametrize(
    ("kind", "value", "mother"),
    [("passport", "<script>", None), ("newborn", "2", None), ("passport", "E12345678", "x"), ("tax", "1", None)],
)
def test_other_wrong_ones_are_refused(kind: str, value: str, mother: str | None) -> None:
    assert isinstance(identifiers.read(kind, value, mother), FieldProblem)


def test_two_newborns_of_one_mother_are_two() -> None:
    first, second = (Identifier("newborn", order, "mother") for order in "12")
    assert first.indexed != second.indexed
    assert first.indexed != Identifier("newborn", "1", "other").indexed


@pytest.mark.parametrize("value", [RIGHT, "E12345678", "1234", "UNK-2026-0001"])
def test_masked_value_keeps_most_to_itself(value: str) -> None:
    shown = identifiers.masked(value)
    assert sum(letter != "*" for letter in shown) <= 5
    assert value[3:-2] not in shown or len(value) < 6


@given(st.text(max_size=60), st.text(max_size=20))
def test_vault_opens_what_it_sealed_for_the_same_row_only(text: str, place: str) -> None:
    sealed = OLD.seal(text, place)
    assert OLD.open(sealed, place) == text
    assert text.encode() not in sealed or len(text) < 3
    with pytest.raises(InvalidTag):
        OLD.open(sealed, place + "!")


def test_newer_key_seals_and_the_older_still_opens() -> None:
    old = OLD.seal("13800001111", "row")
    assert NEW.open(old, "row") == "13800001111"
    assert NEW.seal("x", "row")[0] == 2
    assert NEW.index_version == 2


def test_sealing_twice_differs_and_indexing_twice_is_equal() -> None:
    assert OLD.seal("x", "row") != OLD.seal("x", "row")
    assert OLD.index("passport", "E1") == OLD.index("passport", "E1") != OLD.index("resident_id", "E1")
