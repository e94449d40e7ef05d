"""A process that the supervisor keeps alive: in a group of its own, started again when it crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from app.launch.tie import tied

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
PATIENCE_SECONDS = 12.0


class Child:
    """One command; `watch` restarts it after 1, 2, 4 … 30 seconds, `stop` ends it with all it started."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], on_orphan: int) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._on_orphan = on_orphan
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 1.0
        self._again = 0.0

    def start(self) -> None:
        """Start it; it gets `on_orphan` from the kernel should we be killed."""
        self._process = subprocess.Popen(  # noqa: S603 - our own commands
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tied(self._on_orphan),
        )
        self._started = time.monotonic()

    def watch(self) -> str | None:
        """Start it again when it is due; the sentence to print when it has just crashed."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._again:
                self.start()
            return None
        status = self._process.poll()
        if status is None:
            return None
        self._pause = 1.0 if now - self._started > STEADY_SECONDS else min(self._pause * 2, LONGEST_PAUSE)
        self._again = now + self._pause
        self._end_group(self._process.pid, signal.SIGKILL)
        self._process = None
        return (
            f"{self.name} 意外退出（{status}），{self._pause:.0f} 秒后重启。/ "
            f"{self.name} ended unexpectedly ({status}), starting again in {self._pause:.0f} s."
        )

    def ask_to_stop(self) -> None:
        """SIGTERM to the process; it ends what it started itself."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """Wait for the end that was asked for, and kill the whole group when it does not come."""
        if self._process is None:
            return
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._end_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._end_group(self._process.pid, signal.SIGKILL)

    @staticmethod
    def _end_group(group: int, how: signal.Signals) -> None:
        try:
            os.killpg(group, how)
        except ProcessLookupError:
            return
