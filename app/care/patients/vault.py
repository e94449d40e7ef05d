"""Sensitive columns: encrypted with keys that the database never sees, searchable by keyed digests.

A sealed value is one byte of key version, 12 of nonce, then AES-256-GCM; what it belongs to is authenticated with
it, so that a value moved to another row or column does not open. A blind index is an HMAC of the normalised value.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


@dataclass(frozen=True)
class Vault:
    """Keys by version; the newest of each seals and indexes, the older ones still open."""

    data_keys: Mapping[int, bytes]
    index_keys: Mapping[int, bytes]

    @property
    def index_version(self) -> int:
        """The version that `index` uses."""
        return max(self.index_keys)

    def seal(self, text: str, belongs_to: str) -> bytes:
        """Encrypt; `belongs_to` names table, column and row."""
        version = max(self.data_keys)
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(self.data_keys[version]).encrypt(nonce, text.encode(), belongs_to.encode())
        return bytes([version]) + nonce + sealed

    def open(self, sealed: bytes, belongs_to: str) -> str:
        """Decrypt; raises `cryptography.exceptions.InvalidTag` for a value that is not this row's."""
        key = AESGCM(self.data_keys[sealed[0]])
        return key.decrypt(sealed[1 : NONCE + 1], sealed[NONCE + 1 :], belongs_to.encode()).decode()

    def index(self, kind: str, text: str) -> bytes:
        """The digest by which equal values of one kind are found; says nothing without the key."""
        key = self.index_keys[self.index_version]
        return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).digest()


_installed: list[Vault] = []


def install(data_key: bytes, index_key: bytes) -> None:
    """Use these keys, as version 1, from now on in this process; the factory calls it once."""
    _installed[:] = [Vault({1: data_key}, {1: index_key})]


def vault() -> Vault:
    """The vault of this process."""
    if not _installed:
        raise RuntimeError("the keys of sensitive columns were not installed")
    return _installed[0]
