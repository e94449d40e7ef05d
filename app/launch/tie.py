"""Children that do not outlive us, even when we are killed with -9. Standard library only."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # Linux; elsewhere children are only ended in good order


def tied(on_orphan: int = signal.SIGKILL) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends `on_orphan` to the child when we are gone.

    Interrupts that a shell's `&` or nohup made us ignore mean something to the child again.
    """
    parent = os.getpid()

    def before() -> None:
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_DFL)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, on_orphan)
        if os.getppid() != parent:  # it happened before we asked
            os._exit(1)

    return before
