"""Who may do a task, and who was faster."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.cases.models import CaseFile, WorkItem
from app.errors import Conflict, Forbidden, NotFound
from app.foundation.access import policy
from app.foundation.identity.actor import Actor

SYSTEM = "系统 System"


def has_to_do_with(actor: Actor, item: WorkItem) -> bool:
    """Whether the task is or was this person's, or their post's to take."""
    return actor.person in (item.holder, item.closed_by) or not actor.groups.isdisjoint(item.groups)


def judge_access(session: Session, actor: Actor, case: CaseFile, item: WorkItem) -> None:
    """The first question: `NotFound` for strangers to the case, `Forbidden` for those who only see it."""
    if has_to_do_with(actor, item):
        return
    if not policy.may_see(session, actor, case.id):
        raise NotFound
    raise Forbidden(
        "task_of_others",
        "您看得到这一项，但它不由您的岗位办理。",
        "You may see this task, but it is not for your post to do.",
    )


def judge_open(item: WorkItem) -> None:
    """The second question: raises `Conflict` with `by` and `at` when the task is done or was taken away."""
    if item.closed_at is None:
        return
    by, at = item.closed_name or SYSTEM, item.closed_at
    done = item.closed_how == "completed"
    raise Conflict(
        "task_done" if done else "task_gone",
        f"{by} 已经办完了这一项。您写的内容还在。" if done else f"这一项已经不需要办了（{by}）。",
        f"{by} has already done this. What you wrote is kept." if done else f"This is no longer needed ({by}).",
        by=by,
        at=at.isoformat(),
    )


def judge_free(actor: Actor, item: WorkItem) -> None:
    """The third: raises `Conflict` with `by` and `at` when somebody else holds it."""
    if item.holder is None or item.holder == actor.person:
        return
    by, at = item.holder_name or "", item.claimed_at
    raise Conflict(
        "task_taken",
        f"{by} 正在办理这一项。您写的内容还在。",
        f"{by} has taken this. What you wrote is kept.",
        by=by,
        at=at.isoformat() if at else None,
    )


def judge(session: Session, actor: Actor, case: CaseFile, item: WorkItem) -> None:
    """All three, in this order."""
    judge_access(session, actor, case, item)
    judge_open(item)
    judge_free(actor, item)


def allowed(actor: Actor, item: WorkItem) -> list[str]:
    """What this person may do with the task now."""
    if item.closed_at is not None or not has_to_do_with(actor, item):
        return []
    if item.holder == actor.person:
        free = ["unclaim"] if item.groups else []
        return ["complete", *free, "delegate", "draft", "comment"]
    if item.holder is None:
        return ["claim", "complete", "delegate", "draft", "comment"]
    return ["comment"]
