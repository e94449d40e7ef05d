"""Files as answers of a form field (`filepicker`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.foundation.documents import service
from app.foundation.identity.actor import Actor
from app.foundation.network.pickers import NOBODY, narrowed


class FilePicker:
    """Takes files that the actor may read; offers none, for files are uploaded to this address."""

    url = "/api/v1/files"

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session = session
        self._actor = actor

    def accepts(self, value: str, _parameters: Mapping[str, str], /) -> bool:
        try:
            service.readable(self._session, self._actor, narrowed(value) or NOBODY)
        except NotFound:
            return False
        return True

    def label(self, value: str, /) -> str:
        found = service.named(self._session, [narrowed(value) or NOBODY])
        return next((one.name for one in found.values()), value)

    def offer(self, _q: str, _parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        return ()
