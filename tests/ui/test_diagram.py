"""The diagram: all figures of the dialect, marks, labels, hostile files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from app.ui.diagram import DiagramError, Mark, draw, read, spread
from app.ui.diagram.labels import labels
from app.ui.diagram.read import Box, Drawing, Node
from app.ui.diagram.shapes import EVENT_ICONS, GATEWAY_ICONS, TASK_ICONS
from app.ui.diagram.text import width_of, wrap
from app.ui.samples import diagram

SVG = "{http://www.w3.org/2000/svg}"
EMPTY = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>'


def tree(text: str = "", marks: dict[str, Mark] | None = None, language: str = "zh") -> etree._Element:
    svg = str(draw(read(text or diagram())[0], marks or {}, language, "图"))  # type: ignore[arg-type]  # zh or en
    return etree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def group(root: etree._Element, ident: str) -> etree._Element:
    (found,) = root.iterfind(f".//{SVG}g[@data-id='{ident}']")
    return found


def words(element: etree._Element) -> str:
    return "".join("".join(one.itertext()) for one in element.iterfind(f"{SVG}text"))


def test_reader_sees_every_element_and_flow_of_the_file() -> None:
    (drawing,) = read(diagram())
    root = tree()
    drawn = {one.get("data-id") for one in root.iter(f"{SVG}g")}
    assert drawn == {one.id for one in drawing.nodes}
    flows = [
        one
        for one in root.iter(f"{SVG}path")
        if (one.get("class") or "").startswith("fl") and not one.get("transform")
    ]
    assert len(flows) == sum(one.kind == "sequenceFlow" for one in drawing.edges)


def test_sample_holds_the_figures_of_the_dialect() -> None:
    kinds = {one.kind for one in read(diagram())[0].nodes}
    assert kinds >= {
        "startEvent",
        "endEvent",
        "userTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
    }
    assert kinds >= {"subProcess", "boundaryEvent", "intermediateCatchEvent", "textAnnotation"}
    assert kinds >= {"exclusiveGateway", "parallelGateway", "eventBasedGateway"}
    assert {one.event for one in read(diagram())[0].nodes} >= {
        "timer",
        "message",
        "error",
        "escalation",
        "terminate",
    }


@pytest.mark.parametrize("icon", [*EVENT_ICONS.values(), *TASK_ICONS.values(), *GATEWAY_ICONS.values()])
def test_icons_are_well_formed_and_carry_no_colour(icon: str) -> None:
    etree.fromstring(f"<g>{icon}</g>")
    assert not re.search(r"\b(fill|stroke|style)=", icon)


def test_case_marks_what_was_walked_and_where_it_is() -> None:
    root = tree(marks={"review": Mark("walked", note="38 分"), "schedule": Mark("now"), "f3": Mark("walked")})
    assert group(root, "review").get("class") == "is-walked"
    assert group(root, "schedule").get("class") == "is-now"
    assert group(root, "report").get("class") is None
    assert len(root.findall(f".//{SVG}path[@class='fl is-walked']")) == 2  # the flow and its default slash
    assert [one.text for one in root.iterfind(f".//{SVG}text[@class='tm']")] == ["38 分"]


def test_designer_sees_counts_and_findings() -> None:
    root = tree(marks={"triage": Mark(count=148, load="high"), "visits": Mark(problem="error")})
    (count,) = root.iterfind(f".//{SVG}text[@class='ctt high']")
    assert count.text == "148"
    assert group(root, "visits").get("class") == "is-error"
    assert root.find(f".//{SVG}circle[@class='mk-error']") is not None


def test_english_reader_gets_english_names_and_chinese_where_there_are_none() -> None:
    root = tree(language="en")
    assert words(group(root, "review")) == "Internalreview"
    assert words(group(root, "note")) == "未到诊登记须在预约时间之后"


def test_walked_flows_lie_above_the_others_and_tasks_above_flows() -> None:
    svg = str(draw(read(diagram())[0], {"f1": Mark("walked")}, "zh", "图"))
    assert svg.index('class="fl"') < svg.index('class="fl is-walked"') < svg.index('data-id="refer"')
    assert svg.index('data-id="care"') < svg.index('class="fl"')
    assert svg.index('data-id="triage"') < svg.index('data-id="late"')


def test_everything_lies_inside_the_picture() -> None:
    root = tree()
    left, top, width, height = map(float, root.get("viewBox", "").split())
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x", left)), float(text.get("y", top + 20))
        assert left <= x <= left + width
        assert top <= y <= top + height


SHIPPED = sorted((Path(__file__).parents[2] / "workflows").glob("*/*.bpmn"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_shipped_process_is_drawn_with_labels_apart(path: Path, language: str) -> None:
    for drawing in read(path.read_text("utf-8")):
        found = labels(drawing, language)  # type: ignore[arg-type]  # zh or en
        touching = [
            (one.lines, two.lines)
            for place, one in enumerate(found)
            for two in found[:place]
            if max(one.box.x, two.box.x) < min(one.box.x + one.box.width, two.box.x + two.box.width)
            and max(one.box.y, two.box.y) < min(one.box.y + one.box.height, two.box.y + two.box.height)
        ]
        assert touching == []


def test_collapsed_sub_process_is_where_its_inside_is() -> None:
    inner = Drawing("outer", "", "", (Node("task", "userTask", "", "", Box(0, 0, 1, 1)),), ())
    innermost = Drawing("task", "", "", (Node("deep", "userTask", "", "", Box(0, 0, 1, 1)),), ())
    main = Drawing("p", "", "", (Node("outer", "subProcess", "", "", Box(0, 0, 1, 1), expanded=False),), ())
    found = spread((main, inner, innermost), {"deep": Mark("now"), "outer": Mark("walked", count=2)})
    assert found["outer"] == Mark("now", count=2)
    assert found["task"] == Mark("now")
    assert inner.holds({"task"})
    assert not main.holds({"task"})


def test_names_from_a_file_are_never_markup() -> None:
    evil = diagram().replace('name="院内审核"', 'name="&lt;script&gt;alert(1)&lt;/script&gt;"')
    svg = str(draw(read(evil)[0], {}, "zh", '"><script>'))
    assert "<script" not in svg
    assert "style=" not in svg


def test_file_without_layout_has_no_picture() -> None:
    assert read(EMPTY) == ()


@pytest.mark.parametrize(
    "text",
    [
        "not xml",
        "<a>",
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>',
        diagram().replace('x="152"', 'x="nan"'),
        diagram().replace('x="152"', 'x="1e9"'),
        diagram().replace('x="152"', 'x="a"'),
        f"<d>{'x' * 2_000_001}</d>",
    ],
)
def test_hostile_file_is_refused_with_words(text: str) -> None:
    with pytest.raises(DiagramError) as caught:
        read(text)
    assert caught.value.zh
    assert caught.value.en


def test_file_with_too_many_figures_is_refused() -> None:
    shape = '<bpmndi:BPMNShape bpmnElement="start"/>'
    with pytest.raises(DiagramError):
        read(diagram().replace("</bpmndi:BPMNPlane>", shape * 3_001 + "</bpmndi:BPMNPlane>"))


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("院内审核", 88, 3, ["院内审核"]),
        ("补录转诊单与知情同意", 88, 3, ["补录转诊单与", "知情同意"]),
        ("Write the referral", 88, 3, ["Write the", "referral"]),
        ("一二三四五六，七", 80, 3, ["一二三四五六，", "七"]),
        ("一二三四五六七八九", 40, 2, ["一二三", "四五…"]),
        ("第一行\n第二行", 200, 3, ["第一行", "第二行"]),
        ("", 80, 3, []),
    ],
)
def test_wrap_breaks_as_a_reader_expects(text: str, width: float, most: int, lines: list[str]) -> None:
    assert wrap(text, width, most) == lines


def test_width_counts_chinese_as_full() -> None:
    assert width_of("联动", 13) == 26
    assert width_of("ab", 13) < 16
