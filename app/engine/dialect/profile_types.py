"""The rows of the profile's tables."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """An attribute or property: its name and what it means."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True)
class Extension:
    """A `zeebe:` element below `extensionElements`."""

    name: str
    zh: str
    en: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Element:
    """A `bpmn:` element: which attributes, children, extensions and properties it may carry."""

    name: str
    zh: str
    en: str
    attributes: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    node: bool = field(default=False)
