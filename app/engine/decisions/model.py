"""A DMN model: what it contains and how its decisions depend on each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.engine.decisions import xml
from app.engine.decisions.boxed import Compiler, Finding, define_function
from app.engine.decisions.errors import DecisionError, Place
from app.engine.decisions.evaluation import Result, evaluate_decision, evaluate_service
from app.engine.decisions.types import TypeTable
from app.engine.decisions.xml import Element, children, local, name_of, normal, type_ref
from app.engine.feel.cursor import is_simple
from app.engine.feel.limits import Run
from app.engine.feel.scope import Node
from app.engine.feel.types import Type

_NODES = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_PARTS = frozenset({"itemComponent", "variable", "column", "output", "itemDefinition"})


@dataclass(frozen=True, slots=True)
class Item:
    """An input, decision, business knowledge model or service of a model."""

    id: str
    name: str
    kind: str
    type_ref: str | None
    element: Element

    @property
    def place(self) -> Place:
        """Where errors of this item are reported."""
        return Place(self.name, element=self.id)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a requirement points to: an item of this model, or of the model imported under `prefix`."""

    model: Model
    item: Item
    prefix: str | None


class Model:
    """One DMN file. Its logic is compiled when it is first needed, and kept."""

    def __init__(self, root: Element, library: Mapping[str, Model]) -> None:
        self.root = root
        self.name = name_of(root)
        self.namespace = root.get("namespace") or ""
        self._library = library
        self.items = [_item(element) for element in children(root, *_NODES)]
        self._by_key = {item.name: item for item in self.items} | {item.id: item for item in self.items}
        self.parts = frozenset(
            name_of(element) for element in root.iter() if local(element) in _PARTS and element.get("name")
        ) | {item.name for item in self.items}
        self.types = TypeTable(root, self.parts, self._imported_type)
        self._compiled: dict[str, tuple[Node | None, list[Finding]]] = {}

    @property
    def decisions(self) -> tuple[Item, ...]:
        """The decisions, in the file's order."""
        return self._of_kind("decision")

    @property
    def services(self) -> tuple[Item, ...]:
        """The decision services."""
        return self._of_kind("decisionService")

    @property
    def inputs(self) -> tuple[Item, ...]:
        """The input data."""
        return self._of_kind("inputData")

    def _of_kind(self, kind: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == kind)

    def item(self, name_or_id: str, *kinds: str) -> Item:
        """An item by name or id; DecisionError when there is none of these kinds."""
        found = self._by_key.get(normal(name_or_id))
        if found is None or found.kind not in kinds:
            names = "、".join(item.name for item in self.items if item.kind in kinds)
            raise DecisionError(
                f"模型“{self.name}”中没有“{name_or_id}”，可用：{names}。",
                f'Model "{self.name}" has no "{name_or_id}"; it has: {names}.',
            )
        return found

    @cached_property
    def imports(self) -> list[tuple[str, Model]]:
        """Imported models with the prefix that this model gives them (an empty one: no prefix is written).

        Models that are not at hand are left out.
        """
        found: list[tuple[str, Model]] = []
        for element in children(self.root, "import"):
            model = self._library.get(element.get("namespace") or "")
            if model is not None and model is not self:
                found.append((name_of(element), model))
        return found

    def _imported_type(self, name: str, passed: frozenset[str]) -> Type | None:
        """A type of an imported model; models may import each other, so none is asked twice on the way."""
        if self.namespace in passed:
            return None
        for prefix, model in self.imports:
            start = _written(prefix)
            if not name.startswith(start):
                continue
            found = model.types.find(name.removeprefix(start), passed | {self.namespace})
            if found is not None:
                return found
        return None

    @cached_property
    def all_types(self) -> dict[str, Type]:
        """All types by name, imported ones with their prefix."""
        found = dict(self.types.all())
        for prefix, model in self.imports:
            found |= {_written(prefix) + name: wanted for name, wanted in model.types.all().items()}
        return found

    def refer(self, href: str | None) -> Reference | None:
        """What an href points to; None when there is nothing."""
        namespace, _, key = (href or "").rpartition("#")
        if not namespace or namespace == self.namespace:
            item = self._by_key.get(key)
            return None if item is None else Reference(self, item, None)
        for prefix, model in self.imports:
            if model.namespace == namespace and key in model._by_key:
                return Reference(model, model._by_key[key], prefix)
        return None

    def requirements(self, item: Item) -> list[Reference]:
        """What a decision or business knowledge model needs directly."""
        found = (self.refer(_href(part)) for part in children(item.element, *_REQUIREMENTS))
        return [reference for reference in found if reference is not None]

    def members(self, service: Item, *parts: str) -> list[Reference]:
        """The decisions and inputs that a service lists under these element names."""
        found = (self.refer(part.get("href")) for name in parts for part in children(service.element, name))
        return [reference for reference in found if reference is not None]

    def dependencies(self, decision: str) -> frozenset[str]:
        """Names of the inputs that a decision needs, directly or through others."""
        start = self.item(decision, "decision", "businessKnowledgeModel", "decisionService")
        names: set[str] = set()
        seen: set[str] = set()
        waiting = [Reference(self, start, None)]
        while waiting:
            reference = waiting.pop()
            key = f"{reference.model.namespace}#{reference.item.id}"
            if key in seen:
                continue
            seen.add(key)
            if reference.item.kind == "inputData":
                names.add(reference.item.name)
            waiting += reference.model.requirements(reference.item)
            waiting += reference.model.members(reference.item, "outputDecision")
        return frozenset(names)

    def logic(self, item: Item) -> Node | None:
        """The compiled logic of a decision (its value) or business knowledge model (its function)."""
        return self._compile(item)[0]

    def findings(self, item: Item) -> list[Finding]:
        """What is wrong with the logic of an item."""
        return self._compile(item)[1]

    @cached_property
    def _spaced_parts(self) -> frozenset[str]:
        imported = (part for _prefix, model in self.imports for part in model.parts)
        names = self.parts.union(imported, (prefix for prefix, _model in self.imports))
        return frozenset(name for name in names if not is_simple(name))

    def _compile(self, item: Item) -> tuple[Node | None, list[Finding]]:
        if item.id not in self._compiled:
            compiler = Compiler(self.types, self._spaced_parts, self.parts)
            node = self._build(compiler, item)
            self._compiled[item.id] = (node, compiler.findings)
        return self._compiled[item.id]

    def _build(self, compiler: Compiler, item: Item) -> Node | None:
        known = frozenset(reference.prefix or reference.item.name for reference in self.requirements(item))
        if item.kind == "decision":
            return compiler.logic(item.element, item.place, known)
        body = xml.child(item.element, "encapsulatedLogic")
        if item.kind != "businessKnowledgeModel" or body is None:
            return None
        return define_function(compiler, body, item.place, known | {item.name})

    def type_of(self, item: Item) -> Type | None:
        """The declared type of an item's value."""
        return self.types.find(item.type_ref)

    def evaluate(
        self,
        name_or_id: str,
        inputs: Mapping[str, Any],
        *,
        strict: bool = False,
        clock: Mapping[str, Any] | None = None,
    ) -> Result:
        """A decision's value over inputs by name.

        inputs: FEEL values or JSON's; ISO text is read as date, time or duration where the model declares one.
        clock: the functions `now` and `today`, for models that use them. strict: whatever is wrong raises
        DecisionError instead of giving null; a broken hit policy and a passed limit raise it always.
        """
        return evaluate_decision(self, name_or_id, inputs, Run(strict, self.all_types), clock)

    def evaluate_service(
        self,
        name_or_id: str,
        inputs: Mapping[str, Any],
        *,
        strict: bool = False,
        clock: Mapping[str, Any] | None = None,
    ) -> Result:
        """A decision service's value: of one decision, or a context of several by name. As in `evaluate`."""
        return evaluate_service(self, name_or_id, inputs, Run(strict, self.all_types), clock)


def _item(element: Element) -> Item:
    name = name_of(element)
    return Item(element.get("id") or name, name, local(element), type_ref(xml.child(element, "variable")), element)


def _written(prefix: str) -> str:
    return f"{prefix}." if prefix else ""


def _href(requirement: Element) -> str | None:
    return next((part.get("href") for part in requirement if part.get("href")), None)


def load(text: str | bytes, others: Iterable[str | bytes] = ()) -> Model:
    """A model from its file; `others` are files that it may import. DecisionError when it cannot be read."""
    library: dict[str, Model] = {}
    for other in others:
        model = Model(xml.read(other), library)
        library[model.namespace] = model
    wanted = Model(xml.read(text), library)
    library[wanted.namespace] = wanted
    return wanted
