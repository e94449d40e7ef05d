"""Who has a task: a person in one of their posts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.models import WorkItem
from app.foundation.identity import queries as people
from app.foundation.identity.actor import Actor
from app.foundation.identity.queries import PostView

LEAD = "institution_lead"


@dataclass(frozen=True)
class Holder:
    """A person in a post, as a task remembers them."""

    person: UUID
    name: str
    post: UUID
    institution: UUID
    role: str

    @classmethod
    def acting(cls, actor: Actor) -> Holder:
        """Whoever acts now."""
        return cls(actor.person, actor.name, actor.post, actor.institution, actor.role)

    def columns(self, at: datetime | None) -> dict[str, Any]:
        """The task's columns that say so."""
        return {
            "holder": self.person,
            "holder_name": self.name,
            "holder_post": self.post,
            "holder_institution": self.institution,
            "holder_role": self.role,
            "claimed_at": at,
        }


NOBODY: dict[str, Any] = dict.fromkeys(
    ("holder", "holder_name", "holder_post", "holder_institution", "holder_role", "claimed_at")
)


def give(item: WorkItem, holder: Holder | None, at: datetime | None = None) -> None:
    """Let this person have the task from `at` on, or nobody."""
    for name, value in (holder.columns(at) if holder else NOBODY).items():
        setattr(item, name, value)


def find(session: Session, person: UUID, actor: Actor | None, institutions: Collection[UUID]) -> Holder | None:
    """A person in the post that fits best: the one they act in, one at these institutions, any; None without."""
    if actor is not None and actor.person == person:
        return Holder.acting(actor)
    posts = people.posts_of(session, person)
    fitting = [post for post in posts if post.institution in institutions] or posts
    return _in(fitting[0]) if fitting else None


def colleague(session: Session, person: UUID, institution: UUID) -> Holder | None:
    """A person who holds a post at the institution."""
    posts = [post for post in people.posts_of(session, person) if post.institution == institution]
    return _in(posts[0]) if posts else None


def head_of(institution: UUID) -> str:
    """The group that gets what is left without anybody."""
    return f"{institution}:{LEAD}"


def _in(post: PostView) -> Holder:
    return Holder(post.person, post.name, post.id, post.institution, post.role)
