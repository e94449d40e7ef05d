"""How the supervisor learns that it must stop: by a signal of its own, or because `make`, its parent, was told.

GNU make hands on SIGTERM only. On SIGINT or SIGHUP sent to make alone it puts the signal's default action back and
waits for us without a word; that it no longer catches them can be read from /proc. When make is gone, we go too.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """We were told to stop."""


class Ending:
    """Whether we were told to stop, asked often by the supervisor."""

    def __init__(self) -> None:
        self._told = False
        self._parent = os.getppid()
        self._make_caught = _caught(self._parent) if _is_make(self._parent) else 0
        for number in SIGNALS:
            signal.signal(number, self._hear)

    def told(self) -> bool:
        """Whether to stop now."""
        return self._told or self._make_is_ending()

    def check(self) -> None:
        """Raise `Stopped` when told; between the steps of a start."""
        if self.told():
            raise Stopped

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature of handlers
        self._told = True

    def _make_is_ending(self) -> bool:
        if not self._make_caught:
            return False
        gone = os.getppid() != self._parent
        return gone or _caught(self._parent) != self._make_caught


def _is_make(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip() in ("make", "gmake")
    except OSError:
        return False


def _caught(process: int) -> int:
    """Which of our signals the process catches, as bits; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    mask = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:")), 0)
    return sum(mask & (1 << (number - 1)) for number in SIGNALS)
