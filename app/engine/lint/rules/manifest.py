"""What `manifest.json` says must fit the package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.engine.feel import FeelError, parse
from app.engine.lint.names import CONSTANTS, OF_REFERRALS
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule

FILE = "manifest.json"
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_KINDS: Mapping[str, tuple[type, str, str]] = {
    "key": (str, "文字", "text"),
    "name": (str, "文字", "text"),
    "name:en": (str, "文字", "text"),
    "number_prefix": (str, "文字", "text"),
    "start": (dict, "对象", "an object"),
    "parties": (dict, "对象", "an object"),
    "subject": (str, "文字", "text"),
}


@rule("manifest", ERROR, zh="manifest.json 有错", en="A mistake in manifest.json")
def check(package: Package) -> Iterator[Found]:
    """Key, prefix, start form and roles, parties and subject."""
    if FILE not in package.files:
        return
    try:
        content = json.loads(package.files[FILE])
    except (ValueError, RecursionError) as error:
        yield _found("", f"不是 JSON，请改正（{error}）。", f"Correct the JSON ({error}).")
        return
    if not isinstance(content, dict):
        yield _found("", "应是一个对象，请改正。", "Write an object.")
        return
    for name, (kind, zh, en) in _KINDS.items():
        if name in content and not isinstance(content[name], kind):
            yield _found(name, f"{name} 应是{zh}。", f"Write {name} as {en}.")
            return
    yield from _key(package, content)
    yield from _start(package, content.get("start", {}))
    yield from _expressions(package, content)


def _key(package: Package, content: Mapping[str, Any]) -> Iterator[Found]:
    known = package.by_process
    if "key" in content and known and content["key"] not in known:
        names = ", ".join(known)
        yield _found("key", f"key 应是流程的标识（{names}）。", f"The key must be the id of the process ({names}).")
    if "number_prefix" in content and not _PREFIX.fullmatch(content["number_prefix"]):
        zh, en = (
            "number_prefix 请用 1 到 6 个大写字母或数字，字母开头。",
            "Use 1 to 6 capitals or digits, a letter first.",
        )
        yield _found("number_prefix", zh, en)


def _start(package: Package, start: Mapping[str, Any]) -> Iterator[Found]:
    form, roles = start.get("form"), start.get("roles", [])
    if form is not None and (not isinstance(form, str) or f"{form}.form" not in package.files):
        yield _found(
            "start.form", f"文件夹中没有开始表单 {form}.form。", f"There is no start form {form}.form; add it."
        )
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        yield _found("start.roles", "roles 应是角色名的列表。", "Write roles as a list of role names.")


# Beside the variables, the expressions of parties read where the case stands and when its clocks began.
OF_PARTIES = frozenset({"state", "clocks"})


def _expressions(package: Package, content: Mapping[str, Any]) -> Iterator[Found]:
    known = CONSTANTS | OF_REFERRALS
    for spot in package.spots:
        known |= package.variables(spot.process)
    texts = {f"parties.{name}": text for name, text in content.get("parties", {}).items()}
    if content.get("subject"):
        texts["subject"] = content["subject"]
    for place, text in texts.items():
        if not isinstance(text, str) or not text.startswith("="):
            yield _found(place, f"{place} 请以 = 开头写 FEEL。", f"Write {place} as FEEL with a leading =.")
            continue
        try:
            unknown = parse(text[1:]).names - known - (OF_PARTIES if place.startswith("parties.") else frozenset())
        except FeelError as error:
            yield _found(place, f"{place} 有误：{error.message_zh}", f"Correct {place}: {error.message_en}")
            continue
        for name in sorted(unknown) if package.spots else ():
            yield _found(
                place, f"{place} 里的 {name} 没有来源，请改名。", f"Nothing gives {name} in {place}; rename it."
            )


def _found(place: str, zh: str, en: str) -> Found:
    return Found(FILE, place, zh, en)
