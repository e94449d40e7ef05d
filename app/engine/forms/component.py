"""Reads one component of a form after the other, and remembers what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.engine.feel import Expression, FeelError, parse
from app.engine.forms.kinds import KINDS, MEDICATION_PARTS, Kind, kind_of, reading_parts
from app.engine.forms.limits import contradictions, read_limits
from app.engine.forms.model import Binding, Field, FormProblem, Option, answerable, as_text
from app.engine.forms.pickers import PLACEHOLDER

MAX_COMPONENTS = 400
"""Components of one form, all levels together."""
MAX_NESTING = 6
"""Groups, lists and composites inside each other."""
KEY = re.compile(r"[^\W\d_]\w{0,63}")
BIND = re.compile(r"(variable):([^\W\d]\w{0,63})|([a-z][a-z_]{0,31})\.([a-z]\w{0,63})")
OPTIONS_URL = re.compile(r"/api/[\w\-./?&={}%]{1,300}")
SUBTYPES = ("date", "time", "datetime")


class Reader:
    """Turns components into fields; `found` holds the problems met on the way."""

    def __init__(self) -> None:
        self.found: list[FormProblem] = []
        self._count = 0

    def report(self, element: str, rule: str, zh: str, en: str, severity: str = "error") -> None:
        """Remember one problem."""
        self.found.append(FormProblem(element[:200], rule, severity, zh, en))

    def components(self, raw: list[Any], prefix: str, depth: int = 0, nested: bool = False) -> tuple[Field, ...]:
        """The fields of a list of components; `nested` inside a list or composite, where nothing may bind."""
        if depth > MAX_NESTING:
            self.report(
                prefix, "form_depth", "表单嵌套太深，请分成几张表", "the form is nested too deeply; split it"
            )
            return ()
        fields = []
        for index, component in enumerate(raw):
            self._count += 1
            if self._count > MAX_COMPONENTS:
                self._too_many()
                break
            one = self._component(component, prefix, f"components.{index}", depth, nested)
            if one is not None:
                fields.append(one)
        return tuple(fields)

    def finish(self, fields: tuple[Field, ...]) -> None:
        """Problems that only the whole form shows: bindings used twice, optionsUrl with unknown fields."""
        self._twice(fields)
        keys = {one.key for one in answerable(fields)}
        taken: set[Binding] = set()
        for one in answerable(fields):
            if one.binding in taken:
                self.report(one.path, "form_bind_twice", *_BIND_TWICE)
            taken |= {one.binding} if one.binding else set()
            self._placeholders(one, keys)

    def _too_many(self) -> None:
        if all(one.rule != "form_size" for one in self.found):
            zh = f"表单最多 {MAX_COMPONENTS} 个组件，请分成几张表"
            self.report("", "form_size", zh, f"keep a form within {MAX_COMPONENTS} components; split it")

    def _twice(self, fields: tuple[Field, ...]) -> None:
        seen: set[str] = set()
        for one in answerable(fields):
            if one.key in seen:
                zh = f"键“{one.key}”出现了两次，请改名"
                self.report(one.path, "form_key_twice", zh, f"the key {one.key} is used twice; rename one")
            seen.add(one.key)

    def _component(self, raw: Any, prefix: str, place: str, depth: int, nested: bool) -> Field | None:
        kind = kind_of(raw.get("type")) if isinstance(raw, Mapping) else None
        if kind is None:
            name = str(raw.get("type"))[:60] if isinstance(raw, Mapping) else place
            known = ", ".join(KINDS)
            zh = f"不认识的组件类型“{name}”，请换成其中之一：{known}"
            self.report(prefix + place, "form_kind", zh, f"unknown kind {name}; use one of: {known}")
            return None
        key = self._key(raw, kind, prefix + place)
        path = prefix + key if kind.answered else prefix.rstrip(".")
        return self._field(raw, kind, key, path, place, depth, nested)

    def _field(
        self, raw: Mapping[str, Any], kind: Kind, key: str, path: str, place: str, depth: int, nested: bool
    ) -> Field:
        element = path if kind.answered else (path + "." if path else "") + place
        properties = self._properties(raw, element)
        limits = read_limits(raw, kind, lambda rule, zh, en: self.report(element, rule, zh, en))
        contradictions(limits, lambda rule, zh, en: self.report(element, rule, zh, en))
        zh, en = self._labels(raw, kind, properties, element)
        conditional = raw.get("conditional")
        hide = conditional.get("hide") if isinstance(conditional, Mapping) else None
        return Field(
            key=key,
            path=path,
            kind=kind,
            zh=zh or key,
            en=en,
            limits=limits,
            component=raw,
            options=self._options(raw, kind, element),
            options_url=self._options_url(raw, kind, properties, element),
            multiple=kind.picker and raw.get("multiple") is True,
            subtype=self._subtype(raw, kind, element),
            hide=self._condition(hide, element, "conditional.hide"),
            required_when=self._condition(properties.get("required:when"), element, "required:when"),
            refuse_when=self._condition(properties.get("refuse:when"), element, "refuse:when"),
            readonly=self._readonly(raw, element),
            binding=self._binding(properties.get("bind"), element, nested),
            children=self._children(raw, kind, path, properties, depth, nested),
            properties=properties,
        )

    def _key(self, raw: Mapping[str, Any], kind: Kind, element: str) -> str:
        if not kind.answered:
            if kind.name == "group" and raw.get("path"):
                self.report(element, "form_group_path", *_GROUP_PATH)
            return ""
        key = raw.get("key") or raw.get("path")
        if isinstance(key, str) and KEY.fullmatch(key):
            return key
        self.report(element, "form_key", *_KEY)
        return element.rsplit(".", 1)[-1]

    def _properties(self, raw: Mapping[str, Any], element: str) -> dict[str, str]:
        properties = raw.get("properties", {})
        if not isinstance(properties, Mapping):
            self.report(element, "form_properties", "properties 应是一个对象", "write properties as an object")
            return {}
        return {str(name): str(value) for name, value in properties.items()}

    def _labels(
        self, raw: Mapping[str, Any], kind: Kind, properties: Mapping[str, str], element: str
    ) -> tuple[str, str]:
        zh, en = _label(raw), str(raw.get("label:en") or properties.get("label:en") or "")
        if not kind.answered and kind.name != "group":
            return zh, en
        if not zh and kind.answered:
            self.report(
                element, "form_label", "缺少标签 label，请写上", "the label is missing; write one", "warning"
            )
        if zh and not en:
            self.report(element, "form_label_english", *_ENGLISH, "warning")
        return zh, en

    def _options(self, raw: Mapping[str, Any], kind: Kind, element: str) -> tuple[Option, ...]:
        if not kind.choice:
            return ()
        values = raw.get("values")
        options = tuple(_option(one) for one in values) if isinstance(values, list) else ()
        good = tuple(one for one in options if one is not None)
        if not good or len(good) != len(options):
            self.report(element, "form_options", *_OPTIONS)
        if len({as_text(one.value) for one in good}) != len(good):
            self.report(element, "form_option_twice", "有重复的选项值，请改", "two options have the same value")
        if any(not one.en for one in good):
            self.report(element, "form_option_english", *_OPTION_ENGLISH, "warning")
        return good

    def _options_url(self, raw: Mapping[str, Any], kind: Kind, properties: Mapping[str, str], element: str) -> str:
        url = raw.get("optionsUrl") or properties.get("optionsUrl") or ""
        if not url:
            return ""
        if not kind.picker or not isinstance(url, str) or not OPTIONS_URL.fullmatch(url):
            self.report(element, "form_options_url", *_URL)
            return ""
        return url

    def _placeholders(self, one: Field, keys: set[str]) -> None:
        for name in PLACEHOLDER.findall(one.options_url):
            if name not in keys:
                zh = f"optionsUrl 里的 {{{name}}} 不是这张表单的字段"
                self.report(one.path, "form_options_url", zh, f"{{{name}}} in optionsUrl is no field of the form")

    def _subtype(self, raw: Mapping[str, Any], kind: Kind, element: str) -> str:
        subtype = raw.get("subtype", "date")
        if kind.name == "datetime" and subtype not in SUBTYPES:
            self.report(
                element, "form_subtype", "subtype 请写 date、time 或 datetime", "use date, time or datetime"
            )
            return "date"
        return str(subtype)

    def _condition(self, text: Any, element: str, place: str) -> Expression | None:
        if text is None or text == "":
            return None
        if not isinstance(text, str) or not text.startswith("="):
            zh, en = f"{place} 要以 = 开头", f"start {place} with ="
            self.report(element, "form_condition", zh, en)
            return None
        try:
            return parse(text[1:])
        except FeelError as error:
            zh, en = f"{place} 读不懂：{error.message_zh}", f"{place} cannot be read: {error.message_en}"
            self.report(element, "form_condition", zh, en)
            return None

    def _readonly(self, raw: Mapping[str, Any], element: str) -> bool | Expression:
        value = raw.get("readonly", False)
        if raw.get("disabled") is True or value is True:
            return True
        if isinstance(value, str):
            return self._condition(value, element, "readonly") or False
        return False

    def _binding(self, text: str | None, element: str, nested: bool) -> Binding | None:
        if not text:
            return None
        if nested:
            self.report(element, "form_bind_nested", *_BIND_NESTED)
            return None
        match = BIND.fullmatch(text)
        if match is None:
            self.report(element, "form_bind", *_BIND)
            return None
        return Binding(match[1] or match[3], match[2] or match[4])

    def _children(
        self, raw: Mapping[str, Any], kind: Kind, path: str, properties: Mapping[str, str], depth: int, nested: bool
    ) -> tuple[Field, ...]:
        parts = _parts(raw, kind, properties)
        if parts is None:
            return ()
        prefix = f"{path}." if path else ""
        children = self.components(parts, prefix, depth + 1, nested or kind.answered)
        if kind.composite:
            self._twice(children)
        if kind.composite and not children:
            self.report(path, "form_components", "列表至少要有一个字段", "a list needs at least one field")
        return children


def _parts(raw: Mapping[str, Any], kind: Kind, properties: Mapping[str, str]) -> list[Any] | None:
    if kind.name == "medicationlist":
        return list(MEDICATION_PARTS)
    if kind.name == "reading":
        validate = raw.get("validate")
        units = [one.strip() for one in properties.get("units", "").split(",") if one.strip()]
        return list(reading_parts(dict(validate) if isinstance(validate, Mapping) else {}, units))
    if kind.name == "group" or kind.composite:
        parts = raw.get("components")
        return parts if isinstance(parts, list) else []
    return None


def _label(raw: Mapping[str, Any]) -> str:
    for name in ("label", "dateLabel", "timeLabel"):
        value = raw.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _option(raw: Any) -> Option | None:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("value"), str | int | float | bool):
        return None
    value = raw["value"]
    if value == "":
        return None
    english = raw.get("label:en")
    label = raw.get("label")
    return Option(
        value,
        label if isinstance(label, str) and label else str(value),
        english if isinstance(english, str) else "",
    )


_GROUP_PATH = (
    "分组不能有 path（答案按字段的键平放），请删去",
    "a group has no path (answers lie flat under their keys); remove it",
)
_KEY = (
    "缺少可用的键 key：以字母或汉字开头，只含字母、数字、下划线，最多 64 个字符",
    "give it a key: a letter first, then letters, digits and underscores, at most 64 characters",
)
_ENGLISH = ("缺少英文标签，请加属性 label:en", "the English label is missing; add the property label:en")
_OPTION_ENGLISH = ("有选项缺少英文，请加 label:en", "an option has no English label; add label:en to it")
_OPTIONS = (
    "请在 values 里列出选项，每项有 value 和 label",
    "list the options in values, each with value and label",
)
_URL = (
    "optionsUrl 只能用在选择器上，并以 /api/ 开头",
    "only pickers take an optionsUrl, and it starts with /api/",
)
_BIND = (
    "bind 写作 variable:名称 或 referral.字段",
    "write bind as variable:name or referral.field",
)
_BIND_NESTED = (
    "列表里的字段不能单独 bind，请把 bind 写在列表上",
    "a field inside a list cannot bind; put bind on the list",
)
_BIND_TWICE = ("两个字段写到同一处，请改其中一个 bind", "two fields write to the same place; change one bind")
