"""Invented data for the page that shows every component; names and numbers mean nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.ui.diagram import Mark
from app.ui.track import Step
from app.ui.words import Language, due_words


@dataclass(frozen=True)
class Choice:
    """One option of a sample field."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class SampleRow:
    """One row of a sample list."""

    index: int
    fields: tuple[SampleField, ...]


@dataclass(frozen=True)
class SampleField:
    """A field as the forms kernel describes it (a test compares the attributes)."""

    kind: str
    id: str = ""
    name: str = ""
    key: str = ""
    label: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    checked: bool = False
    error: str = ""
    hint: str = ""
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    hide: str = ""
    multiple: bool = False
    subtype: str = ""
    url: str = ""
    options: tuple[Choice, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[SampleField, ...] = ()
    rows: tuple[SampleRow, ...] = ()
    blocks: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    marked: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph or heading of a sample form."""

    level: int
    text: str


@dataclass(frozen=True)
class SampleForm:
    """A form as the forms kernel describes it."""

    id: str
    language: str
    fields: tuple[SampleField, ...]
    errors: tuple[tuple[str, str], ...]


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def steps(language: Language, at: int = 4) -> tuple[Step, ...]:
    """The nine steps of an upward referral."""
    words = {
        "zh": ("申请", "内审", "送出", "受理", "安排", "到诊", "治疗", "回报", "闭环"),
        "en": ("Draft", "Review", "Sent", "Triage", "Schedule", "Arrive", "Treat", "Report", "Close"),
    }[language]
    times = ("12:35", "13:10", "13:48", "14:39")
    found = []
    for place, word in enumerate(words):
        lane = "receiver" if 3 <= place <= 7 else "sender"
        state = "done" if place < at else "now" if place == at else "ahead"
        found.append(Step(word, lane, state, times[place] if place < len(times) and place < at else ""))  # type: ignore[arg-type]  # the literals above
    return tuple(found)


def list_rows(language: Language, now: datetime) -> list[dict[str, Any]]:
    """Rows of an inbox in every state of their deadline."""

    def row(urgency: int, zh: tuple[str, str, str, str, str], en: tuple[str, str, str, str, str], minutes: int, **more: Any) -> dict[str, Any]:
        name, sex_age, reason, sender, holder = zh if language == "zh" else en
        due = due_words(now + timedelta(minutes=minutes), now, language, paused=more.pop("paused", False))
        base = {"url": "#row", "urgency": urgency, "name": name, "sex_age": sex_age, "reason": reason, "due": due}
        department = _say(language, "心血管内科", "Cardiology")
        places = {"from": sender, "to": department, "holder": holder}
        return base | places | {"green": False, "fresh": False, "current": False} | more

    return [
        row(1, ("吴阿兰", "女 67", "胸痛 3 小时伴大汗", "青屿镇卫生院", ""), ("Wu Alan", "F 67", "chest pain 3 h, sweating", "Qingyu Township", ""), -12, green=True),
        row(2, ("许建国", "男 58", "血压控制不佳伴头晕", "龙溪社区卫生服务中心", "黄志诚"), ("Xu Jianguo", "M 58", "uncontrolled BP, dizziness", "Longxi Community", "Huang Zhicheng"), -130),
        row(2, ("叶文彬", "男 63", "活动后胸闷 1 周，ST 段改变", "石塘镇中心卫生院", "陈立衡"), ("Ye Wenbin", "M 63", "exertional chest tightness", "Shitang Township", "Chen Liheng"), 76, current=True),
        row(3, ("方小满", "女 45", "阵发心悸，动态心电图异常", "石塘镇中心卫生院", ""), ("Fang Xiaoman", "F 45", "paroxysmal palpitations", "Shitang Township", ""), 150, fresh=True),
        row(4, ("郭秀枝", "女 60", "高血压合并蛋白尿", "浦南县人民医院", ""), ("Guo Xiuzhi", "F 60", "hypertension, proteinuria", "Punan County", ""), 600, paused=True),
        row(4, ("何添财", "男 55", "体检发现心脏杂音", "云岭县竹坝乡卫生院", ""), ("He Tiancai", "M 55", "heart murmur at check-up", "Zhuba Township", ""), 1600),
    ]  # fmt: skip


def form(language: Language) -> SampleForm:
    """Every kind of field, two of them wrong."""

    def said(zh: str, en: str) -> str:
        return _say(language, zh, en)

    def options(*pairs: tuple[str, str, str], chosen: str = "") -> tuple[Choice, ...]:
        return tuple(Choice(value, said(zh, en), value == chosen) for value, zh, en in pairs)

    decisions = options(
        ("accept", "接收", "Accept"),
        ("return", "退回补充", "Return"),
        ("redirect", "改派", "Redirect"),
        ("advise", "只给建议", "Advise"),
        ("reject", "不接收", "Reject"),
        chosen="reject",
    )
    reason_error = said("请选择不接收的原因", "Choose the reason for not accepting")
    note_error = said("至少写 10 个字，说明患者下一步怎么办", "Write at least 10 characters on what the patient does next")
    fields = (
        SampleField("text", blocks=(Block(0, said("受理决定会同时告诉基层和患者。", "The sender and the patient are told at once.")),)),
        _one("radio", "decision", said("您的决定", "Your decision"), required=True, options=decisions),
        _one("select", "reason_code", said("不接收的原因", "Reason for not accepting"), required=True, error=reason_error, hide='=decision != "reject"', options=options(("full", "今日满员", "Full today"), ("scope", "不在收治范围", "Out of scope"))),
        _one("textarea", "note", said("给基层的说明", "To the sender"), required=True, value=said("建议复查", "Repeat it"), error=note_error, attributes={"maxlength": "2000"}),
        _one("radio", "mode", said("怎样就诊", "How to be seen"), options=options(("outpatient", "门诊", "Clinic"), ("inpatient", "住院", "Inpatient"), chosen="inpatient")),
        _one("datetime", "starts_at", said("就诊时间", "Appointment"), subtype="datetime", value="2026-11-25T09:30", hide='=mode = "inpatient"'),
        _one("datetime", "since", said("起病日期", "Onset"), value="2026-11-17"),
        _one("number", "weight", said("体重（kg）", "Weight (kg)"), value="68.5", hint=said("一位小数", "One decimal")),
        _one("textfield", "place", said("地点", "Place"), value=said("门诊楼 3 楼", "Clinic building, 3rd floor")),
        _one("textfield", "sender", said("送出机构", "Sending institution"), value=said("石塘镇中心卫生院", "Shitang Township Health Centre"), readonly=True),
        _one("icd10picker", "impression", said("初步印象", "Impression"), required=True, multiple=True, marked=True, url="/ui-kit/options", options=options(("I20.0", "I20.0 不稳定型心绞痛", "I20.0 Unstable angina"), ("I10", "I10 高血压病", "I10 Hypertension"), chosen="I20.0")),
        _one("institutionpicker", "receiver", said("转到", "Receiver"), url="/ui-kit/options", options=options(("1", "市第一人民医院", "First Hospital"), ("2", "浦南县人民医院", "Punan County Hospital"))),
        _one("filepicker", "attachments", said("材料", "Attachments"), multiple=True, marked=True, options=options(("f1", "心电图 13:21.jpg", "ECG 13:21.jpg"), chosen="f1")),
        _one("checkbox", "consent_signed", said("本人已签知情同意书", "The patient has signed the consent"), checked=True, marked=True),
        _one("checklist", "bring", said("请患者带", "To bring"), marked=True, options=options(("id", "身份证", "ID card"), ("card", "医保卡", "Insurance card"), ("film", "片子", "Films"), chosen="id")),
        _plan(language),
        SampleField("table", label=said("检验结果", "Results"), columns=(said("项目", "Test"), said("结果", "Result")), cells=((said("肌钙蛋白Ⅰ", "Troponin I"), "0.06"), ("CK-MB", "18"))),
    )  # fmt: skip
    return SampleForm("triage", language, fields, (("f-reason_code", reason_error), ("f-note", note_error)))


def _one(kind: str, key: str, label: str, **more: Any) -> SampleField:
    return SampleField(kind, id=f"f-{key}", name=key, key=key, label=label, **more)


def _plan(language: Language) -> SampleField:
    def part(row: int, kind: str, key: str, label: str, **more: Any) -> SampleField:
        return SampleField(kind, id=f"f-plan-{row}-{key}", name=f"plan.{row}.{key}", key=key, label=label, **more)

    indicators = (
        Choice("sbp", _say(language, "收缩压", "Systolic BP"), True),
        Choice("glu", _say(language, "空腹血糖", "Glucose")),
    )
    rows = tuple(
        SampleRow(
            row,
            (
                part(row, "select", "indicator", _say(language, "指标", "Indicator"), options=indicators),
                part(row, "number", "every_days", _say(language, "每几天", "Every (days)"), value="7" if row == 0 else ""),
                part(row, "number", "high", _say(language, "高于多少要管", "Too high above"), value="140" if row == 0 else ""),
            ),
        )
        for row in range(2)
    )
    label = _say(language, "随访计划", "Follow-up plan")
    return SampleField("dynamiclist", id="f-plan", name="plan", key="plan", label=label, rows=rows, marked=True)


def timeline(language: Language) -> list[dict[str, str]]:
    """One entry of every kind."""
    zh = (
        ("now", "安排床位中", "市一院 郑雅文 14:51 认领", "14:39 起", ""),
        ("person", "接收，住院", "市一院 心血管内科 陈立衡", "14:39", "“同意收住。来院前请继续阿司匹林。”"),
        ("system", "短信告知患者：已接收", "系统", "14:39", ""),
        ("trouble", "内审退回一次", "石塘镇 卢世昌", "13:22", "原因：缺凝血四项。"),
        ("person", "填写转诊单", "石塘镇 林晓岚", "12:35", ""),
    )
    en = (
        ("now", "Arranging a bed", "Zheng Yawen, First Hospital", "since 14:39", ""),
        ("person", "Accepted, inpatient", "Chen Liheng, Cardiology", "14:39", "Admission agreed. Continue aspirin."),
        ("system", "Patient told by SMS: accepted", "System", "14:39", ""),
        ("trouble", "Returned by the reviewer", "Lu Shichang, Shitang", "13:22", "Coagulation tests are missing."),
        ("person", "Referral written", "Lin Xiaolan, Shitang", "12:35", ""),
    )
    names = ("kind", "title", "who", "at", "note")
    return [dict(zip(names, entry, strict=True)) | {"exact": ""} for entry in (zh if language == "zh" else en)]


def marks(language: Language) -> dict[str, Mark]:
    """A case that waits for its appointment."""
    walked = ("start", "refer", "kind", "review", "triage", "f1", "f2", "f3", "f4", "f5")
    notes = {"refer": _say(language, "35 分", "35 min"), "review": _say(language, "38 分", "38 min")}
    found = {one: Mark("walked", note=notes.get(one, "")) for one in walked}
    return found | {"care": Mark("now"), "schedule": Mark("now")}


def counts() -> dict[str, Mark]:
    """Where running cases stand, and two findings of the check."""
    return {
        "review": Mark(count=93),
        "triage": Mark(count=148, load="high"),
        "schedule": Mark(count=61, load="mid"),
        "visits": Mark(count=5, problem="error"),
        "report": Mark(problem="warning"),
    }
