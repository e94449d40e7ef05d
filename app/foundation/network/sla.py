"""The lengths of all deadlines: defaults in `sla.json` beside this file, each marked there with its source."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import MappingProxyType

_TABLE = json.loads((Path(__file__).parent / "sla.json").read_text("utf-8"))

_LENGTH = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?")

# Name → length; a service's or institution's own `sla` goes before these.
DEFAULTS = MappingProxyType({row["name"]: row["length"] for row in _TABLE})


def is_length(text: str) -> bool:
    """Whether this is a length that diagrams understand: days, hours and minutes of ISO 8601, `P3D`, `PT2H30M`, or
    the same in working hours, `working(PT8H)`."""
    inner = re.fullmatch(r"working\((.*)\)", text)
    return _LENGTH.fullmatch(inner[1] if inner else text) is not None
