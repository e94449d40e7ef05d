"""Where a diagram's elements are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engine.dialect.xml import name_of


@dataclass(frozen=True)
class Box:
    """The bounds of a shape, in the units of the file."""

    left: float
    top: float
    right: float
    bottom: float


def drawn_ids(root: Any) -> frozenset[str]:
    """Ids of elements that have a shape or an edge."""
    if root is None:
        return frozenset()
    return frozenset(
        one.get("bpmnElement") or "" for one in root.iter() if _local(one) in ("BPMNShape", "BPMNEdge")
    )


def boxes(root: Any) -> dict[str, Box]:
    """Shapes by the id of their element; those with bounds that are no numbers are left out."""
    found = {}
    for shape in root.iter() if root is not None else ():
        if _local(shape) != "BPMNShape":
            continue
        for bounds in shape:
            box = _box(bounds) if _local(bounds) == "Bounds" else None
            if box is not None:
                found[shape.get("bpmnElement") or ""] = box
    return found


def _box(bounds: Any) -> Box | None:
    try:
        x, y, width, height = (float(bounds.get(name) or 0) for name in ("x", "y", "width", "height"))
    except ValueError:
        return None
    return Box(x, y, x + width, y + height)


def _local(element: Any) -> str:
    return name_of(element)[1] if isinstance(element.tag, str) else ""
