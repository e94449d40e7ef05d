"""Static files under names that carry a hash of their content, so that browsers keep them for a year.

`css/liandong.css` is no file: it is the style sheets of `app/ui/styles` in a fixed order, where later sheets win.
The order stands in for cascade layers, which older browsers of health centres do not know.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STYLES = (
    "tokens",
    "tokens-dark",
    "base",
    "layout",
    "components",
    "forms",
    "diagram",
    "kit",
    "widths",
    "utilities",
    "print",
)
BUNDLE = "css/liandong.css"
HASHED = re.compile(r"(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)")
COMPRESSED = {"text/css", "text/javascript", "image/svg+xml", "application/json"}
CHOSEN_DARK = ':root[data-theme="dark"]'
SYSTEM_DARK = ':root:not([data-theme="light"])'


@dataclass(frozen=True)
class Asset:
    """One static file: its bytes, plain and gzipped (None where that gains nothing), type and hash of content."""

    body: bytes
    gzipped: bytes | None
    mimetype: str
    digest: str


class Assets:
    """Every static file of the product, read once; names are paths below `static/` with forward slashes."""

    def __init__(self) -> None:
        files = {BUNDLE: bundle().encode()}
        root = HERE / "static"
        for path in sorted(root.rglob("*")):
            if path.is_file():
                files[path.relative_to(root).as_posix()] = path.read_bytes()
        self._assets = {name: _asset(name, body) for name, body in files.items()}

    def names(self) -> tuple[str, ...]:
        """Plain names, sorted."""
        return tuple(sorted(self._assets))

    def hashed(self, name: str) -> str:
        """The name with its hash: `css/liandong.css` → `css/liandong.3f….css`. Raises KeyError when unknown."""
        stem, dot, suffix = name.rpartition(".")
        return f"{stem}.{self._assets[name].digest}{dot}{suffix}"

    def find(self, requested: str) -> tuple[Asset, bool] | None:
        """The file of a plain or hashed name and whether the name carried the right hash; None for neither."""
        if requested in self._assets:
            return self._assets[requested], False
        match = HASHED.fullmatch(requested)
        if match is None:
            return None
        asset = self._assets.get(match["stem"] + match["suffix"])
        if asset is None or asset.digest != match["hash"]:
            return None
        return asset, True


def bundle() -> str:
    """The product's style sheet. The dark values stand in it twice: for a chosen theme, and for a dark system when
    the reader has not chosen light; so neither a script nor a second source is needed."""
    sheets = {name: (HERE / "styles" / f"{name}.css").read_text("utf-8") for name in STYLES}
    dark = sheets["tokens-dark"]
    system = dark.replace(CHOSEN_DARK, SYSTEM_DARK)
    sheets["tokens-dark"] = f"{dark}@media screen and (prefers-color-scheme: dark) {{\n{system}}}\n"
    return "".join(sheets[name] for name in STYLES)


def _asset(name: str, body: bytes) -> Asset:
    mimetype = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0]
    mimetype = mimetype or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if mimetype in COMPRESSED else None
    if packed is not None and len(packed) >= len(body):
        packed = None
    return Asset(body, packed, mimetype, hashlib.sha256(body).hexdigest()[:12])
