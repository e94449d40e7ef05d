"""What is wrong with an answer: a stable code, and a sentence in Chinese and English that says what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One finding about one value, before its place is known. `details` fill the gaps in the sentence."""

    code: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldFault:
    """One finding with its place: `path` is the key, or `follow_up_plan.0.low` inside a list."""

    path: str
    code: str
    zh: str
    en: str


SENTENCES: dict[str, tuple[str, str]] = {
    "required_choice": ("请选择{label}", "Choose: {label}"),
    "required_text": ("请填写{label}", "Fill in: {label}"),
    "required_check": ("请勾选“{label}”后再提交", "Tick “{label}” before you send"),
    "required_file": ("请上传{label}", "Upload: {label}"),
    "required_rows": ("{label}：至少添加一行", "{label}: add at least one row"),
    "not_an_object": (
        "{label}：请按字段名填写（一个对象）",
        "{label}: give an object with the names of its fields",
    ),
    "unknown_key": ("表单没有这个字段，请去掉", "The form has no such field; leave it out"),
    "not_text": ("{label}：请填写文字", "{label}: write text"),
    "bad_characters": (
        "{label}：有看不见的控制字符，请删除后重新输入",
        "{label}: it contains invisible control characters; delete them and type it again",
    ),
    "one_line": ("{label}：只能写一行，请去掉换行", "{label}: write it on one line"),
    "too_short": ("{label}：至少写 {limit} 个字", "{label}: write at least {limit} characters"),
    "too_long": (
        "{label}：最多 {limit} 个字，请精简",
        "{label}: shorten it to at most {limit} characters",
    ),
    "pattern": ("{label}：格式不对，请核对后重填", "{label}: check the format and write it again"),
    "email": ("{label}：请填写完整的邮箱地址", "{label}: write a complete e-mail address"),
    "phone": ("{label}：请填写完整的电话号码", "{label}: write a complete phone number"),
    "not_number": ("{label}：请填写数字", "{label}: write a number"),
    "too_small": ("{label}：不能小于 {limit}", "{label}: write {limit} or more"),
    "too_large": ("{label}：不能大于 {limit}", "{label}: write {limit} or less"),
    "too_precise": (
        "{label}：最多保留 {limit} 位小数",
        "{label}: keep at most {limit} decimal places",
    ),
    "not_boolean": ("{label}：请回答是或否", "{label}: answer yes or no"),
    "not_an_option": ("{label}：请从列出的选项中选择", "{label}: choose one of the options listed"),
    "not_offered": (
        "{label}：所选的已不可用，请重新选择",
        "{label}: what you chose is not available; choose again",
    ),
    "one_only": ("{label}：只能选一个", "{label}: choose one only"),
    "not_a_list": ("{label}：请用列表回答", "{label}: answer with a list"),
    "too_few": ("{label}：至少 {limit} 项", "{label}: give at least {limit}"),
    "too_many": ("{label}：最多 {limit} 项，请去掉多余的", "{label}: keep at most {limit}"),
    "not_date": ("{label}：请按 2026-11-24 的格式填写日期", "{label}: write the date as 2026-11-24"),
    "not_time": ("{label}：请按 14:30 的格式填写时间", "{label}: write the time as 14:30"),
    "not_datetime": (
        "{label}：请按 2026-11-24T14:30 的格式填写日期和时间",
        "{label}: write date and time as 2026-11-24T14:30",
    ),
    "refused": ("{zh}", "{en}"),
    "in_the_past": ("{label}：请选择现在以后的时间", "{label}: choose a time in the future"),
}


def sentence(fault: Fault, label_zh: str, label_en: str) -> tuple[str, str]:
    """The finding in both languages, about a field of that label."""
    chinese, english = SENTENCES[fault.code]
    return (
        chinese.format(**{"label": label_zh, **fault.details}),
        english.format(**{"label": label_en, **fault.details}),
    )
