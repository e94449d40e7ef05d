"""Limits of every expression, and the budget of one evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from app.engine.feel.errors import FeelError, FeelLimitError

if TYPE_CHECKING:
    from app.engine.feel.types import Type

MAX_SOURCE = 20_000
"""Characters of an expression."""
MAX_DEPTH = 40
"""Brackets, calls and control forms inside each other."""
MAX_STEPS = 400_000
"""Nodes evaluated; about a quarter of a second."""
MAX_VALUES = 200_000
"""Values inside one result, counted as often as they appear."""
MAX_CALLS = 40
"""Functions that call each other."""
MAX_LIST = 50_000
"""Items of one list."""
MAX_STRING = 200_000
"""Characters of one string."""
CHARACTERS_PER_STEP = 50
"""New text is paid for: this many characters are one step."""
MAX_MONTHS = 12 * 10**10
"""Months of a years and months duration."""
MAX_REGEX_COST = 20_000_000
"""Estimated steps of one regular expression over one text; about a second at worst."""
MAX_PATTERN = 500
"""Characters of a regular expression."""
MAX_DATA_DEPTH = 60
"""Lists and contexts inside each other in data from outside."""


class Run:
    """One evaluation: whether it is strict, what it may still spend, which types it knows.

    `outside` are the caller's names, with values that may be Python's own; `admitted` those of them that were
    read, as FEEL values. `trace` takes what decision tables report of the rules that fired.
    """

    __slots__ = ("admitted", "calls", "outside", "steps", "strict", "trace", "types")

    def __init__(
        self, strict: bool, types: Mapping[str, Type] | None = None, outside: Mapping[str, Any] | None = None
    ) -> None:
        self.strict = strict
        self.steps = MAX_STEPS
        self.calls = 0
        self.trace: list[str | int] = []
        self.types: Mapping[str, Type] = types or {}
        self.outside: Mapping[str, Any] = outside or {}
        self.admitted: dict[str, Any] = {}

    def charge(self, steps: int) -> None:
        """Spend steps; raises FeelLimitError when the budget is gone."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelLimitError(
                "计算步骤过多，请简化表达式或缩短列表。",
                "The calculation takes too many steps; simplify it or shorten the list.",
            )

    def fail(self, position: int, message_zh: str, message_en: str) -> None:
        """FEEL's null in lenient use, an error with its place in strict use."""
        if self.strict:
            raise FeelError(message_zh, message_en, position)


_current: ContextVar[Run | None] = ContextVar("feel_run", default=None)


def guarded(run: Run, action: Callable[[], Any]) -> Any:
    """The result of an action within a run, from which `charge` then spends.

    FeelLimitError for what Python's own stack cannot hold, and for a result that is too large.
    """
    token = _current.set(run)
    try:
        value = action()
        check_weight(value)
    except RecursionError:
        raise too_deep() from None
    finally:
        _current.reset(token)
    return value


def too_deep() -> FeelLimitError:
    """The error for what Python's own stack cannot hold."""
    return FeelLimitError("表达式或数据嵌套过深。", "The expression or its data are nested too deeply.")


def current() -> Run:
    """The evaluation under way."""
    run = _current.get()
    if run is None:
        raise LookupError("no evaluation is under way")
    return run


def charge(steps: int) -> None:
    """Spend steps of the evaluation under way, if there is one."""
    run = _current.get()
    if run is not None:
        run.charge(steps)


def check_size(value: object) -> None:
    """Raise FeelLimitError for a list or string that has grown too long; what is made is paid for."""
    if isinstance(value, list):
        if len(value) > MAX_LIST:
            raise too_long()
        charge(len(value))
    elif isinstance(value, str):
        if len(value) > MAX_STRING:
            raise too_long()
        charge(len(value) // CHARACTERS_PER_STEP)


def check_weight(value: object, depth: int = 0) -> int:
    """Count the values inside a result; FeelLimitError when they are too many or too deep.

    A list that stands twice in a list, twice in another, and so on, takes little room but doubles with every
    level for whoever reads it.
    """
    if not isinstance(value, list | dict):
        return 1
    if depth > MAX_DATA_DEPTH:
        raise too_long()
    weight = 1
    for item in value.values() if isinstance(value, dict) else value:
        weight += check_weight(item, depth + 1)
        if weight > MAX_VALUES:
            raise too_long()
    return weight


def too_long() -> FeelLimitError:
    """The error for lists and strings beyond their limit."""
    return FeelLimitError(
        f"结果过长：列表最多 {MAX_LIST} 项，文本最多 {MAX_STRING} 个字符。",
        f"The result is too long: at most {MAX_LIST} items or {MAX_STRING} characters.",
    )
