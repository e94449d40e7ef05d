"""Business rule tasks ask the package's own decision tables."""

from __future__ import annotations

import pytest

from app.engine.dialect.times import ZONE
from app.engine.runtime import Decided, Incident
from tests.engine.case import Case
from tests.engine.diagrams import document, end, flow, rule, start, user

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="urgency" namespace="t">
  <inputData id="in" name="age"><variable name="age" typeRef="number"/></inputData>
  <decision id="urgency_of" name="Urgency">
    <variable name="Urgency" typeRef="string"/>
    <informationRequirement id="q"><requiredInput href="#in"/></informationRequirement>
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i"><inputExpression id="ie" typeRef="number"><text>age</text></inputExpression></input>
      <output id="o" name="urgency" typeRef="string"/>
      <rule id="r1"><inputEntry id="e1"><text>&gt;= 65</text></inputEntry>
        <outputEntry id="o1"><text>"soon"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="e2"><text>&lt; 65</text></inputEntry>
        <outputEntry id="o2"><text>"routine"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


def asking(inputs: dict[str, str] | None = None) -> str:
    return document(
        "P", start(), user("a"), rule("r", "urgency_of", "urgency", inputs), user("z"), end(),
        flow("s", "a", "r", "z", "e"), inputs="age: number; years: number",
    )  # fmt: skip


def test_decision_sees_the_variables_and_writes_its_result():
    case = Case(asking(), files={"u.dmn": TABLE}).do("a", age=70)
    assert case.variables == {"age": 70, "urgency": "soon"}
    (decision,) = case.outcome.decisions
    assert (decision.decision, decision.element) == ("urgency_of", "r")
    assert decision.rules


def test_decision_with_mappings_sees_only_what_is_mapped():
    case = Case(asking({"age": "=years"}), files={"u.dmn": TABLE}).do("a", years=40, age=90)
    assert case.variables["urgency"] == "routine"


def test_decision_that_fails_is_an_incident_of_its_element():
    case = Case(asking(), files={"u.dmn": TABLE})
    with pytest.raises(Incident) as caught:
        case.do("a", age="old")
    assert caught.value.element == "r"


def test_environment_may_decide_otherwise():
    case = Case(asking(), files={"u.dmn": TABLE}, decide=lambda definition, decision, inputs, now: Decided("mine"))
    assert case.do("a").variables["urgency"] == "mine"


def test_decision_that_asks_for_today_gets_the_day_of_the_case():
    asks_today = TABLE.replace(
        '<outputEntry id="o1"><text>"soon"</text>', '<outputEntry id="o1"><text>string(today())</text>'
    )
    case = Case(asking(), files={"u.dmn": asks_today}).do("a", age=70)
    assert case.variables["urgency"] == case.now.astimezone(ZONE).date().isoformat()
