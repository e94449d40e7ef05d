"""The forms of the shipped processes can be answered by a program that knows none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.forms import load, problems, view
from app.engine.forms.kinds import PICKERS as KINDS
from tests.forms.filling import fill
from tests.forms.making import NOW, Anything, codes

FORMS = sorted((Path(__file__).parents[2] / "workflows").glob("*/*.form"))
PICKERS = dict.fromkeys(KINDS, Anything())


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_form_is_delivered_filled_and_accepted(path: Path) -> None:
    text = path.read_text()
    assert problems(text) == []
    form = load(text)
    answers = fill(form.deliver("zh", PICKERS)["components"], {}, PICKERS)
    checked = form.check(answers, current={}, context={}, pickers=PICKERS, now=NOW)
    assert codes(checked) == {}
    shown = view(form, "en", values=answers, context={}, pickers=PICKERS)
    assert len(shown.fields) == len(form.components)


def test_shipped_forms_are_found() -> None:
    assert len(FORMS) > 15
