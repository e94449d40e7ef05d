"""A form, ready to be delivered and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from marshmallow import Schema

from app.engine.forms.answering import schema_of
from app.engine.forms.checking import Checked, check
from app.engine.forms.conditions import fixed_values, scope_of
from app.engine.forms.delivering import deliver
from app.engine.forms.model import Field, answerable
from app.engine.forms.pickers import Picker


@dataclass(frozen=True)
class Form:
    """A form: `components` as drawn (groups nested), `fields` what can be answered (groups dissolved)."""

    id: str
    components: tuple[Field, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Everything that can be answered at the top level, in order; rows' fields are their `children`."""
        return tuple(answerable(self.components))

    @cached_property
    def schema(self) -> Schema:
        """The marshmallow schema of the answers' types and limits; made once and shared between threads."""
        return schema_of(self.components)

    def field_at(self, key: str) -> Field | None:
        """The top-level field of that key."""
        return next((one for one in self.fields if one.key == key), None)

    def bound_names(self, target: str) -> tuple[str, ...]:
        """The names that answers are written to in one target, such as all case variables."""
        return tuple(one.binding.name for one in self.fields if one.binding and one.binding.target == target)

    def current(self, targets: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The values that bound fields have now, by key, read from `{"variable": {...}, "referral": {...}}`."""
        return {
            one.key: targets[one.binding.target][one.binding.name]
            for one in self.fields
            if one.binding and one.binding.name in targets.get(one.binding.target, {})
        }

    def deliver(
        self,
        language: str,
        pickers: Mapping[str, Picker] | None = None,
        current: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The form as the API gives it, labels in `zh` or `en`, choices of pickers as `optionsUrl`.

        `current` are the values by key that the form shows: where an `optionsUrl` follows a field that cannot be
        edited, its value stands in the URL already.
        """
        fixed = fixed_values(self.components, scope_of(self.components, {}, current or {}, {}))
        return {"id": self.id, "components": deliver(self.components, language, pickers or {}, fixed)}

    def check(
        self,
        answers: object,
        *,
        current: Mapping[str, Any],
        context: Mapping[str, Any],
        pickers: Mapping[str, Picker],
        now: datetime,
    ) -> Checked:
        """What of the answers can be kept, what is wrong with the rest, and where each value goes.

        `current` are the bound values by key, `context` the case's variables and constants for conditions. A
        key that is absent leaves its value as it is; null clears it. Answers to fields that their condition
        hides, or that cannot be edited, are dropped.
        """
        return check(
            self.components, self.schema, answers, current=current, context=context, pickers=pickers, now=now
        )
