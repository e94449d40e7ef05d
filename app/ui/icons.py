"""Line icons on a 24-grid, drawn once per page as symbols and used by name."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup, escape

ICONS: dict[str, str] = {
    "logo": '<path d="M8 20V6M3.5 10.5L8 6l4.5 4.5" stroke-width="2.4"/>'
    '<path d="M16 4v14M11.5 13.5L16 18l4.5-4.5" stroke-width="2.4"/>',
    "inbox": '<path d="M4 13h4l1.5 3h5L16 13h4"/><path d="M4 13l3-8h10l3 8v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z"/>',
    "send": '<path d="M12 19V5"/><path d="M6 11l6-6 6 6"/>',
    "down": '<path d="M12 5v14"/><path d="M6 13l6 6 6-6"/>',
    "board": '<rect x="4" y="4" width="4.5" height="16" rx="1"/><rect x="10" y="4" width="4.5" height="11" rx="1"/>'
    '<rect x="16" y="4" width="4.5" height="7" rx="1"/>',
    "chart": '<path d="M4 20h16"/><path d="M7 16v-4M12 16V6M17 16v-7"/>',
    "flow": '<rect x="3" y="4" width="7" height="6" rx="1.5"/><rect x="14" y="14" width="7" height="6" rx="1.5"/>'
    '<path d="M10 7h5a2 2 0 0 1 2 2v5"/>',
    "history": '<path d="M4 5v4h4"/><path d="M4.5 9a8 8 0 1 1-.5 4"/><path d="M12 8v4l3 2"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z"/><path d="M10 20.5h4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "late": '<path d="M12 4l9 16H3z"/><path d="M12 10v4M12 17v.2"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "okc": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 12.2l2.5 2.5 4.5-5"/>',
    "x": '<path d="M6 6l12 12M18 6L6 18"/>',
    "xc": '<circle cx="12" cy="12" r="8.5"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "back": '<path d="M9 7L4 12l5 5"/><path d="M4 12h11a5 5 0 0 1 0 10h-2"/>',
    "draft": '<circle cx="12" cy="12" r="8.5" stroke-dasharray="3 3"/>',
    "half": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
    "right": '<path d="M5 12h14"/><path d="M13 6l6 6-6 6"/>',
    "left": '<path d="M19 12H5"/><path d="M11 6l-6 6 6 6"/>',
    "stop": '<rect x="6" y="6" width="12" height="12" rx="2"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "play": '<path d="M8 5l11 7-11 7z" fill="currentColor"/>',
    "user": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.5-4 3.5-6 7-6s6.5 2 7 6"/>',
    "building": '<path d="M5 20V6l7-2v16M12 9h7v11M3 20h18"/><path d="M8 9v.2M8 13v.2M15.5 13v.2"/>',
    "phone": '<path d="M5 4h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L15 13.5l5 1.5v4a1 1 0 0 1-1 1"/>'
    '<path d="M18 20A15 15 0 0 1 4 5a1 1 0 0 1 1-1"/>',
    "message": '<path d="M4 5h16v11H10l-4 4v-4H4z"/>',
    "clip": '<path d="M19 11l-7.5 7.5a4 4 0 0 1-6-6L13 5a2.7 2.7 0 0 1 4 4l-7.5 7.5a1.3 1.3 0 0 1-2-2L14 8"/>',
    "link": '<path d="M9.5 14.5l5-5"/><path d="M11 7l2-2a4 4 0 0 1 6 6l-2 2M13 17l-2 2a4 4 0 0 1-6-6l2-2"/>',
    "bolt": '<path d="M13 3L5 14h6l-1 7 8-11h-6z"/>',
    "shield": '<path d="M12 3l8 3v6c0 5-3.5 8-8 9.5C7.5 20 4 17 4 12V6z"/><path d="M8.5 12l2.5 2.5 4.5-5"/>',
    "swap": '<path d="M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 8v.2"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "save": '<path d="M5 4h11l3 3v13H5z"/><path d="M8 4v5h7V4M8 20v-6h8v6"/>',
    "copy": '<rect x="8" y="8" width="12" height="12" rx="2"/>'
    '<path d="M16 8V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3"/>',
    "more": '<path d="M5 12v.1M12 12v.1M19 12v.1" stroke-width="3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "exit": '<path d="M14 4h5v16h-5"/><path d="M4 12h10M10 8l4 4-4 4"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 3 3 14 0 17M12 3.5c-3 3-3 14 0 17"/>',
    "moon": '<path d="M19 14.5A8 8 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="M11 12l8-8M16 7l3 3"/>',
}


@cache
def sprite() -> Markup:
    """All symbols, invisible, once per page: nothing is fetched and the colours follow the text."""
    symbols = "".join(
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{paths}</symbol>' for name, paths in ICONS.items()
    )
    return Markup(f'<svg class="ld-defs" aria-hidden="true" focusable="false"><defs>{symbols}</defs></svg>')  # noqa: S704 - built from this module's constants alone


def icon(name: str, extra: str = "") -> Markup:
    """One icon, hidden from screen readers: the word beside it says what it means. Raises KeyError when unknown."""
    if name not in ICONS:
        raise KeyError(name)
    return Markup('<svg class="ld-i {}" aria-hidden="true"><use href="#i-{}"/></svg>').format(escape(extra), name)
