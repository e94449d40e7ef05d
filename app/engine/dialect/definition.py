"""A compiled package: everything that running and showing a case needs, immutable and shared between threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.decisions import Model
from app.engine.dialect.model import Diagram, Process
from app.engine.feel import Expression


@dataclass(frozen=True)
class ElementInfo:
    """What screens and history need to know of an element; `form` is the id of its form, `parent` its scope."""

    id: str
    kind: str
    name: str
    name_en: str
    properties: Mapping[str, str]
    form: str | None
    parent: str


@dataclass(frozen=True)
class Flow:
    """A sequence flow of the diagram."""

    id: str
    source: str
    target: str


@dataclass(frozen=True, eq=False)
class Definition:
    """One process of a package, ready to run.

    `key` is a digest of its meaning: moving boxes does not change it. `inputs` gives name → FEEL type;
    `called` and `decisions` are by id; `variables` are the names that read as null until they are given.
    `model` and `diagram` are the process as read; `expressions` its FEEL texts, parsed.
    """

    key: str
    process: str
    name: str
    name_en: str
    inputs: Mapping[str, str]
    elements: Mapping[str, ElementInfo]
    flows: tuple[Flow, ...]
    files: Mapping[str, str]
    called: Mapping[str, Definition]
    decisions: Mapping[str, Model]
    variables: frozenset[str]
    model: Process = field(repr=False)
    diagram: Diagram = field(repr=False)
    expressions: Mapping[str, Expression] = field(repr=False)
