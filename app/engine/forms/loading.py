"""From the text of a `.form` file to a form, naming everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.engine.forms.component import Reader
from app.engine.forms.form import Form
from app.engine.forms.model import FormError, FormProblem

MAX_FORM = 512 * 1024
"""Characters of a form's text."""


@lru_cache(maxsize=512)
def load(text: str) -> Form:
    """The form; raises FormError with all its problems when one of them is an error. Cached by content."""
    form, found = _read(text)
    errors = tuple(one for one in found if one.severity == "error")
    if form is None or errors:
        raise FormError(errors)
    return form


def problems(text: str) -> list[FormProblem]:
    """Everything the linter should say about a form, warnings included. Never raises."""
    return list(_read(text)[1])


def _read(text: str) -> tuple[Form | None, tuple[FormProblem, ...]]:
    try:
        content = _json(text)
    except (ValueError, RecursionError) as error:
        return None, (
            FormProblem(
                "",
                "form_json",
                "error",
                f"不是表单的 JSON，请用表单编辑器重新保存（{error}）",
                f"this is no form in JSON; save it again from the form editor ({error})",
            ),
        )
    reader = Reader()
    form_id = content.get("id")
    if not isinstance(form_id, str) or not form_id:
        reader.report("", "form_id", "表单缺少 id，请写上", "the form has no id; give it one")
    components = content.get("components")
    if not isinstance(components, list):
        reader.report("", "form_components", "表单缺少 components 列表", "give the form a list of components")
        components = []
    fields = reader.components(components, "")
    reader.finish(fields)
    return Form(str(form_id), fields), tuple(reader.found)


def _json(text: str) -> Mapping[str, Any]:
    if len(text) > MAX_FORM:
        raise ValueError(f"{len(text)} > {MAX_FORM}")
    content = json.loads(text, parse_constant=_refuse)
    if not isinstance(content, Mapping):
        raise ValueError("not an object")
    return content


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not a number")
