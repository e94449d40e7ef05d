"""Any JSON at all as answers: never an exception, and what is kept is kept the same way again."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.forms import answers_from_html, problems, view
from tests.forms.making import PICKERS, check, codes, field, form, options
from tests.forms.test_delivery import EVERYTHING

ASKED = form(*EVERYTHING)
NAMES = ["plan.0.low", "plan.99999.low", "plan.x", "bp.value", "medication.1.drug", "plan..low"]
KEYS = [one.key for one in ASKED.fields]
DATES = ["2026-11-25", "08:00", "2026-11-25T08:00"]
WORDS = st.sampled_from(["", "a", "b1", "1", "x", *DATES, "mmHg", "\0", "\ud800", "长" * 600])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS, st.text(max_size=5))
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["indicator", "low", "value", "unit", "drug", "z"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=12))
def test_stranger_sends_any_json_and_gets_an_answer(answers: dict[str, Any]) -> None:
    checked = check(ASKED, answers)
    assert set(checked.values) <= set(answers)
    json.dumps(checked.values, allow_nan=False)
    again = check(ASKED, checked.values)
    wrong = {path.split(".")[0] for path in codes(checked)}
    kept = {key: value for key, value in checked.values.items() if key not in wrong}
    assert {key: again.values.get(key) for key in kept} == kept
    view(ASKED, "zh", values=answers, context={}, pickers=PICKERS, errors=checked.errors)


class Pairs(dict[str, list[str]]):
    def getlist(self, key: str, /) -> list[str]:
        return self.get(key, [])


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [*KEYS, "plan.0.low", "plan.99999.low", "plan.x", "bp.value", "medication.1.drug", "plan..low"]
        ),
        st.lists(WORDS, max_size=3),
        max_size=10,
    )
)
def test_browser_posts_anything_and_gets_an_answer(posted: dict[str, list[str]]) -> None:
    check(ASKED, answers_from_html(ASKED, Pairs(posted)))


@settings(max_examples=200, deadline=None)
@given(
    ANY.flatmap(
        lambda value: st.sampled_from([{"id": "x", "components": value}, {"id": value, "components": [value]}])
    )
)
def test_form_of_any_json_brings_problems_only(content: Any) -> None:
    problems(json.dumps(content))


PARTS = [
    "type",
    "key",
    "label",
    "values",
    "validate",
    "properties",
    "conditional",
    "components",
    "subtype",
    "readonly",
    "multiple",
    "optionsUrl",
    "path",
    "disallowPassedDates",
    "decimalDigits",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EVERYTHING), st.dictionaries(st.sampled_from(PARTS), ANY, max_size=3))
def test_component_with_any_part_brings_problems_only(component: dict[str, Any], changes: dict[str, Any]) -> None:
    problems(json.dumps({"id": "x", "components": [{**component, **changes}]}))


def test_one_form_serves_many_threads() -> None:
    plan = form(field("dynamiclist", "plan", components=[field("select", "n", values=options(*range(50)))]))

    def ask(number: int) -> bool:
        rows = [{"n": number % 50}] * 5
        good = check(plan, {"plan": rows}).values == {"plan": rows}
        return good and codes(check(plan, {"plan": [{"n": 99}]})) == {"plan.0.n": "not_an_option"}

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(400)))
