"""The lengths of all deadlines: defaults in `sla.json` beside this file, each marked there with its source."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType

_TABLE = json.loads((Path(__file__).parent / "sla.json").read_text("utf-8"))

# Name → length; a service's or institution's own `sla` goes before these.
DEFAULTS = MappingProxyType({row["name"]: row["length"] for row in _TABLE})
