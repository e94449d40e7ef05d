"""`now()` and `today()`: functions of the context, since FEEL never reads the host's clock."""

from __future__ import annotations

import datetime as dt

from app.engine.feel.values import Function


def clock_functions(now: dt.datetime) -> dict[str, Function]:
    """`now` and `today` for a moment in the zone whose days count."""
    return {"now": Function((), lambda: now), "today": Function((), lambda: now.date())}
