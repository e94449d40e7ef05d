"""Values from JSON and back."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.feel import FeelError, YearMonthDuration, evaluate, from_json, to_json, to_typed_json
from tests.feel.patience import PATIENT

_SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_temporal = st.one_of(
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, _SHANGHAI, dt.UTC])),
    st.times(),
    st.timedeltas(),
    st.integers(-(10**6), 10**6).map(YearMonthDuration),
)
_data = st.recursive(
    st.one_of(st.none(), st.booleans(), st.text(), st.integers(-(10**15), 10**15).map(Decimal), _temporal),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@PATIENT
@given(_data)
def test_typed_json_gives_back_every_value(value: Any) -> None:
    assert from_json(json.loads(json.dumps(to_typed_json(value)))) == value


@pytest.mark.parametrize(
    ("given_type", "text", "value"),
    [
        ("date", "2026-01-31", dt.date(2026, 1, 31)),
        ("time", "07:30:00", dt.time(7, 30)),
        ("date and time", "2026-01-31T07:30:00+08:00", dt.datetime(2026, 1, 31, 7, 30, tzinfo=_SHANGHAI)),
        ("xsd:dateTime", "2026-01-31T07:30:00", dt.datetime(2026, 1, 31, 7, 30)),  # noqa: DTZ001
        ("duration", "P1M", YearMonthDuration(1)),
        ("days and time duration", "PT3H", dt.timedelta(hours=3)),
        ("decimal", "0.10", Decimal("0.1")),
    ],
)
def test_typed_object_becomes_value(given_type: str, text: str, value: Any) -> None:
    assert from_json({"@type": given_type, "@value": text}) == value


def test_plain_json_has_numbers_and_iso_text() -> None:
    value = evaluate('{a: 0.5, b: 10, c: @"2026-01-31", d: [@"PT3H"], e: 1/3, f: 1E40}', {})
    assert to_json(value) == {"a": 0.5, "b": 10, "c": "2026-01-31", "d": ["PT3H"], "e": 1 / 3, "f": 1e40}
    assert isinstance(to_json(value)["b"], int)


@pytest.mark.parametrize(
    "value", [{"@type": "date", "@value": "31.1.2026"}, {"@type": "date", "@value": 3}, float("nan"), object()]
)
def test_unreadable_data_are_refused(value: Any) -> None:
    with pytest.raises(FeelError):
        from_json(value)


def test_number_of_json_is_exact() -> None:
    assert from_json(0.1) + from_json(0.2) == Decimal("0.3")


def test_number_beyond_64_bits_becomes_a_double_that_json_writers_hold() -> None:
    value = to_json(evaluate("9223372036854775807 * 10", {}))
    assert isinstance(value, float)
    assert to_json(evaluate("9223372036854775807", {})) == 2**63 - 1
    assert to_json(evaluate("1E4000", {})) == "1E+4000"


def test_half_of_a_surrogate_pair_becomes_a_replacement_character() -> None:
    value = from_json(json.loads('{"a\\ud83d": "x\\ud83d"}'))
    assert json.dumps(to_json(value), ensure_ascii=False).encode()
    assert value == {"a\ufffd": "x\ufffd"}
