"""Bytes on disk: written once under the name of their SHA-256, read back whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.errors import Unavailable


@dataclass(frozen=True)
class Store:
    """The files of one installation, in two levels: `files/ab/ab12…`."""

    home: Path

    def keep(self, data: bytes) -> bytes:
        """Write the bytes unless they are there already; returns their SHA-256. Raises `Unavailable` when the disk
        does not take them."""
        digest = hashlib.sha256(data).digest()
        target = self._place(digest)
        if not target.exists():
            try:
                _write(target, data)
            except OSError as error:
                raise Unavailable(
                    "storage_unavailable",
                    "文件没有保存成功，可能磁盘已满。请稍后再试，或告诉管理员。",
                    "The file was not stored; the disk may be full. Try again later or tell the administrator.",
                    retry_after=60,
                ) from error
        return digest

    def read(self, digest: bytes) -> bytes | None:
        """The bytes of that SHA-256; None when they are missing or no longer the same."""
        try:
            data = self._place(digest).read_bytes()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).digest() == digest else None

    def _place(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.home / "files" / name[:2] / name


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all, also after a power cut."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(half).rename(target)
    except OSError:
        Path(half).unlink(missing_ok=True)
        raise
