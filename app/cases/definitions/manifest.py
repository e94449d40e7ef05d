"""What `manifest.json` says beside the diagram: who starts the process, who takes part, how it is numbered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.feel import FeelError, parse

PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,5}")
DEFAULT_PREFIX = "C"
KNOWN = {"key", "name", "name:en", "number_prefix", "start", "parties", "subject", "note", "note:en", "variables"}


class ManifestError(Exception):
    """The manifest cannot be used; says why in two languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Manifest:
    """`parties` maps a capacity to a FEEL text that gives an institution, `{institution, department}` or a list;
    `subject` is one that gives the patient. Both are evaluated over the case's variables and constants."""

    name: str = ""
    name_en: str = ""
    prefix: str = DEFAULT_PREFIX
    start_form: str | None = None
    start_roles: tuple[str, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)
    subject: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


def read_manifest(files: Mapping[str, str], key: str) -> Manifest:
    """The manifest of a package, or what goes without saying when there is none. Raises `ManifestError`."""
    text = files.get("manifest.json")
    if text is None:
        return Manifest()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ManifestError(
            f"manifest.json 不是 JSON（{error}）。", f"manifest.json is not JSON ({error})."
        ) from None
    if not isinstance(content, dict):
        raise ManifestError("manifest.json 应是一个对象。", "manifest.json must be an object.")
    if content.get("key", key) != key:
        raise ManifestError(f"manifest.json 的 key 应为 {key}。", f"The key in manifest.json must be {key}.")
    return _manifest(content, files)


def _manifest(content: Mapping[str, Any], files: Mapping[str, str]) -> Manifest:
    start = _of_kind(content, "start", dict, {})
    roles = _of_kind(start, "roles", list, [])
    return Manifest(
        name=_of_kind(content, "name", str, ""),
        name_en=_of_kind(content, "name:en", str, ""),
        prefix=_prefix(_of_kind(content, "number_prefix", str, DEFAULT_PREFIX)),
        start_form=_start_form(start, files),
        start_roles=tuple(str(role) for role in roles),
        parties={
            str(capacity): _feel(f"parties.{capacity}", source)
            for capacity, source in _of_kind(content, "parties", dict, {"starter": "=started_institution"}).items()
        },
        subject=_feel("subject", content["subject"]) if content.get("subject") else None,
        content=content,
    )


def _of_kind(content: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    value = content.get(name, default)
    if not isinstance(value, kind):
        raise ManifestError(f"manifest.json 的 {name} 类型不对。", f"{name} in manifest.json has the wrong type.")
    return value


def _prefix(text: str) -> str:
    if not PREFIX.fullmatch(text):
        raise ManifestError(
            "number_prefix 要用一到六个大写字母或数字。", "number_prefix takes 1 to 6 capitals or digits."
        )
    return text


def _start_form(start: Mapping[str, Any], files: Mapping[str, str]) -> str | None:
    form = start.get("form")
    if form is None:
        return None
    if not isinstance(form, str) or f"{form}.form" not in files:
        raise ManifestError(
            f"文件夹中没有开始表单 {form}.form。", f"There is no start form {form}.form in the folder."
        )
    return form


def _feel(name: str, source: object) -> str:
    if not isinstance(source, str) or not source.startswith("="):
        raise ManifestError(f"{name} 应以 = 开头写 FEEL。", f"{name} must be FEEL and begin with =.")
    try:
        parse(source[1:])
    except FeelError as error:
        raise ManifestError(f"{name} 的 FEEL 有误：{error}", f"The FEEL of {name} is wrong: {error}") from None
    return source[1:]
