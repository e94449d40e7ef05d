"""What can go wrong, in words for people: one exception per HTTP meaning, rendered once in `app.web`.

A problem has a stable `code` for programs and a sentence in Chinese and English that says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: where (`follow_up_plan.0.low`), a stable code, and what to do about it."""

    path: str
    code: str
    zh: str
    en: str


class Problem(Exception):
    """Something the caller must hear about; the transaction around it rolls back."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, zh: str, en: str, *, fields: Iterable[FieldProblem] = (), **extra: Any) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.fields = tuple(fields)
        self.extra = extra


class BadRequest(Problem):
    """The request cannot be read at all."""

    status = 400


class Unauthorized(Problem):
    """Nobody is signed in."""

    status = 401


class Forbidden(Problem):
    """The person may see the thing, but may not do this to it."""

    status = 403


class NotFound(Problem):
    """There is no such thing, or it is somebody else's: always the same answer."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "not_found",
            "没有这一项，或您的岗位看不到它。",
            "There is no such item, or your post may not see it.",
        )


class Conflict(Problem):
    """The thing is in a state that does not allow this; `by` and `at` say who was faster and when."""

    status = 409


class Stale(Problem):
    """The caller has seen an older state than the present one."""

    status = 412

    def __init__(self) -> None:
        super().__init__(
            "stale",
            "内容刚刚有变化。请刷新后再试，您写的内容还在。",
            "This has just changed. Reload and try again; what you wrote is kept.",
        )


class Invalid(Problem):
    """The content is wrong; `fields` say where."""

    status = 422


class PreconditionRequired(Problem):
    """A change must say which state it has seen."""

    status = 428

    def __init__(self) -> None:
        super().__init__(
            "if_match_required",
            "缺少 If-Match。请先读取，再带上读到的 ETag 修改。",
            "If-Match is missing. Read first, then change with the ETag you were given.",
        )


class TooMany(Problem):
    """Too many failed attempts; `retry_after` is in seconds."""

    status = 429


class Unavailable(Problem):
    """Something the answer needs is not there now; `retry_after` is in seconds."""

    status = 503
