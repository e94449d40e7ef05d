"""A process diagram as SVG, drawn on the server from the coordinates in the BPMN file: no script, prints, follows
the dark theme. Colours come from classes alone, so that a strict content security policy holds."""

from app.ui.diagram.draw import draw, spread
from app.ui.diagram.read import DiagramError, Drawing, read
from app.ui.diagram.shapes import Mark

__all__ = ["DiagramError", "Drawing", "Mark", "draw", "read", "spread"]
