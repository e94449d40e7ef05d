"""People, their accounts, posts and sessions."""

from app.foundation.identity.actor import ROLES, Actor

__all__ = ["ROLES", "Actor"]
