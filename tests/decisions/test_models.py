"""Models as a whole: requirement graphs, types, knowledge, services, imports, hostile files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.engine.decisions import DecisionError, load
from app.engine.feel import clock_functions
from tests.decisions.models import decision, definitions, input_data, literal, requires

_DMN = "http://www.omg.org/spec/DMN/20180521/MODEL/"
_PERSON = """<itemDefinition name="tPerson">
<itemComponent name="date of birth"><typeRef>date</typeRef></itemComponent>
<itemComponent name="sex">
<typeRef>string</typeRef><allowedValues><text>"男","女"</text></allowedValues>
</itemComponent></itemDefinition>
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>"""
_KNOWLEDGE = """<businessKnowledgeModel id="k" name="twice"><variable name="twice" typeRef="number"/>
<encapsulatedLogic><formalParameter name="n" typeRef="number"/><literalExpression><text>n * 2</text>
</literalExpression></encapsulatedLogic></businessKnowledgeModel>"""
_GRAPH = definitions(
    _PERSON,
    _KNOWLEDGE,
    input_data("person", "tPerson"),
    input_data("numbers", "tNumbers"),
    decision("born", literal("person.date of birth.year"), needs=[requires("Input", "in_person")]),
    decision(
        "sum", literal("twice(sum(numbers)) + born"),
        needs=[requires("Input", "in_numbers"), requires("Decision", "d_born"), requires("Knowledge", "k")],
        type_ref="number",
    ),
    """<decisionService id="s" name="both"><outputDecision href="#d_sum"/><outputDecision href="#d_born"/>
    <inputData href="#in_person"/><inputData href="#in_numbers"/></decisionService>""",
)  # fmt: skip
_INPUTS = {"person": {"date of birth": "1954-03-05", "sex": "女"}, "numbers": [1, 2.5]}


def test_decision_evaluates_what_it_requires_and_reads_iso_text_as_the_model_says() -> None:
    assert load(_GRAPH).evaluate("sum", _INPUTS, strict=True).value == Decimal(1961)


def test_decision_is_found_by_id_too() -> None:
    assert load(_GRAPH).evaluate("d_born", _INPUTS, strict=True).value == Decimal(1954)


def test_service_answers_several_decisions_as_a_context() -> None:
    assert load(_GRAPH).evaluate_service("both", _INPUTS, strict=True).value == {"sum": 1961, "born": 1954}


def test_model_tells_what_it_contains() -> None:
    model = load(_GRAPH)
    assert model.name == "model"
    assert [item.name for item in model.decisions] == ["born", "sum"]
    assert [item.name for item in model.inputs] == ["person", "numbers"]
    assert [item.name for item in model.services] == ["both"]
    assert model.dependencies("sum") == {"person", "numbers"}
    assert model.dependencies("born") == {"person"}


def test_value_outside_the_allowed_ones_is_null_or_in_strict_use_an_error() -> None:
    inputs = _INPUTS | {"person": {"date of birth": "1954-03-05", "sex": "?"}}
    assert load(_GRAPH).evaluate("born", inputs).value is None
    with pytest.raises(DecisionError, match="person"):
        load(_GRAPH).evaluate("born", inputs, strict=True)


def test_missing_input_is_null_or_in_strict_use_an_error() -> None:
    assert load(_GRAPH).evaluate("born", {}).value is None
    with pytest.raises(DecisionError, match="missing"):
        load(_GRAPH).evaluate("born", {}, strict=True)


def test_single_value_fits_a_list_type() -> None:
    assert load(_GRAPH).evaluate("sum", _INPUTS | {"numbers": 3}, strict=True).value == Decimal(1960)


def test_unknown_decision_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(DecisionError, match="born、sum"):
        load(_GRAPH).evaluate("nothing", {})


def test_decisions_in_a_circle_are_an_error() -> None:
    text = definitions(
        decision("a", literal("b"), needs=[requires("Decision", "d_b")]),
        decision("b", literal("a"), needs=[requires("Decision", "d_a")]),
    )
    with pytest.raises(DecisionError, match="circle"):
        load(text).evaluate("a", {})


def test_clock_is_what_the_caller_gives() -> None:
    text = definitions(decision("day", literal("today()")))
    moment = dt.datetime(2026, 1, 31, 23, 0, tzinfo=dt.UTC)
    assert load(text).evaluate("day", {}, clock=clock_functions(moment), strict=True).value == dt.date(2026, 1, 31)
    assert load(text).evaluate("day", {}).value is None


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_dmn_version_is_read(namespace: str) -> None:
    text = definitions(decision("one", literal("1")), dmn=namespace)
    assert load(text).evaluate("one", {}).value == 1
    assert load(text.encode()).evaluate("one", {}).value == 1


def test_import_gives_types_knowledge_and_decisions() -> None:
    other = definitions(_PERSON, _KNOWLEDGE, decision("three", literal("3")), namespace="urn:other", name="other")
    text = definitions(
        '<import namespace="urn:other" name="lib" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        input_data("person", "lib.tPerson"),
        decision(
            "answer", literal("lib.twice(lib.three) + person.date of birth.day"),
            needs=[
                requires("Input", "in_person"),
                '<knowledgeRequirement><requiredKnowledge href="urn:other#k"/></knowledgeRequirement>',
                '<informationRequirement><requiredDecision href="urn:other#d_three"/></informationRequirement>',
            ],
        ),
    )  # fmt: skip
    assert load(text, [other]).evaluate("answer", _INPUTS, strict=True).value == Decimal(11)


def test_types_written_as_qualified_names_are_read() -> None:
    old = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    text = definitions(
        "<itemDefinition name='tAge'><typeRef>feel:number</typeRef></itemDefinition>",
        input_data("day", "feel:date"),
        input_data("age", "own:tAge"),
        decision(
            "year", literal("day.year + age"), needs=[requires("Input", "in_day"), requires("Input", "in_age")]
        ),
        dmn=old,
    ).replace(
        "<definitions ", '<definitions xmlns:own="urn:test" xmlns:feel="http://www.omg.org/spec/FEEL/20140401" '
    )
    model = load(text)
    assert model.evaluate("year", {"day": "2026-01-31", "age": 1}, strict=True).value == 2027
    with pytest.raises(DecisionError, match="age"):
        model.evaluate("year", {"day": "2026-01-31", "age": "x"}, strict=True)


def test_import_without_prefix_gives_plain_names() -> None:
    other = definitions(_PERSON, decision("three", literal("3")), namespace="urn:other", name="other")
    need = '<informationRequirement><requiredDecision href="urn:other#d_three"/></informationRequirement>'
    text = definitions(
        '<import namespace="urn:other" name="" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        input_data("person", "tPerson"),
        decision(
            "answer", literal("three + person.date of birth.day"), needs=[requires("Input", "in_person"), need]
        ),
    )
    assert load(text, [other]).evaluate("answer", _INPUTS, strict=True).value == Decimal(8)


def _chained(number: int) -> str:
    """A file whose decision requires the next file's decision twice over."""
    following = f"urn:{number + 1}"
    needs = [f'<informationRequirement><requiredDecision href="{following}#d_{side}"/></informationRequirement>'
             for side in ("a", "b")]  # fmt: skip
    return definitions(
        f'<import namespace="{following}" name="n"/><import namespace="urn:{number}" name=""/>',
        decision("a", literal("n.a + n.b"), needs=needs),
        decision("b", literal("n.a + n.b"), needs=needs),
        namespace=f"urn:{number}",
    )


def test_imports_in_a_long_chain_are_evaluated_once_each() -> None:
    last = definitions(decision("a", literal("1")), decision("b", literal("1")), namespace="urn:30")
    files = [_chained(number) for number in range(30)]
    assert load(files[0], [*files[1:], last]).evaluate("a", {}, strict=True).value == 2**30


def test_files_that_import_each_other_in_a_circle_are_an_error() -> None:
    files = [_chained(0), _chained(1).replace("urn:2", "urn:0")]
    with pytest.raises(DecisionError, match="circle"):
        load(files[0], files[1:]).evaluate("a", {})


def test_boxed_expressions_give_values() -> None:
    relation = """<relation><column name="k"/><column name="v"/><row><literalExpression><text>"a"</text>
    </literalExpression><literalExpression><text>1</text></literalExpression></row></relation>"""
    context = f"""<context><contextEntry><variable name="rows"/>{relation}</contextEntry>
    <contextEntry><variable name="add"/><functionDefinition><formalParameter name="x"/>{literal("x + 1")}
    </functionDefinition></contextEntry><contextEntry>{literal("add(rows[k = 'a'][1].v)".replace("'", '"'))}
    </contextEntry></context>"""
    loop = f"""<for iteratorVariable="i"><in>{literal("1..3")}</in><return>{literal("i * i")}</return></for>"""
    text = definitions(
        decision("context", context),
        decision("loop", loop.replace("1..3", "[1..3]")),
        decision("choice", f"<conditional><if>{literal('1 > 2')}</if><then>{literal('1')}</then><else>"
                 f"{literal('2')}</else></conditional>"),
        decision("kept", f"<filter><in>{literal('[{k: 1}, {k: 2}]')}</in>"
                 f"<match>{literal('k > 1')}</match></filter>"),
        decision("every", f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i > 0")}'
                 "</satisfies></every>"),
        decision("list", f"<list>{literal('1')}{literal('2')}</list>"),
    )  # fmt: skip
    model = load(text)
    found = {item.name: model.evaluate(item.name, {}, strict=True).value for item in model.decisions}
    assert found == {
        "context": 2, "loop": [1, 4, 9], "choice": 2, "kept": [{"k": 2}], "every": True, "list": [1, 2],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no xml", "no valid XML"),
        ("<definitions/>", "no DMN"),
        (
            '<!DOCTYPE x [<!ENTITY a "b">]><definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>',
            "DOCTYPE",
        ),
        (f'<a xmlns="{_DMN}"/>', "no DMN"),
        ("<definitions>" + " " * 2_000_000, "too large"),
        ("", "no valid XML"),
    ],
)
def test_file_that_is_no_dmn_is_refused(text: str, words: str) -> None:
    with pytest.raises(DecisionError, match=words):
        load(text)


def test_entities_of_a_file_are_never_read() -> None:
    text = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + definitions(
        decision("one", "<literalExpression><text>&e;</text></literalExpression>")
    ).removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    with pytest.raises(DecisionError, match="DOCTYPE"):
        load(text)


def test_costly_decision_is_stopped_in_lenient_use_too() -> None:
    text = definitions(decision("much", literal("for i in 1..50000 return for j in 1..50000 return i")))
    with pytest.raises(DecisionError, match=r"much.*too many steps"):
        load(text).evaluate("much", {})
