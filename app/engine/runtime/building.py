"""From a definition to SpiffWorkflow's graph of specs, built once and shared by all threads.

The graph is built from our own reading of the file, not by SpiffWorkflow's parser: that one recurses along
the flows, orders them by the drawing, and swallows ids.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from app.engine.dialect import Definition
from app.engine.dialect.model import Node
from app.engine.runtime.activities import CallActivity, Rule, Script, SubProcess, Topic, UserTask
from app.engine.runtime.event_nodes import Boundary, Catch, EndEvent, Start, Throw
from app.engine.runtime.gateways import EventChoice, Exclusive, Parallel
from app.engine.runtime.multi import Many
from app.engine.runtime.nodes import Origin, Visible
from app.engine.runtime.spiff import ORIGIN, ScopeSpec

_CACHE_SIZE = 256
_cache: OrderedDict[str, ScopeSpec] = OrderedDict()
_lock = threading.Lock()
_CLASSES: dict[str, type[Visible]] = {
    "startEvent": Start,
    "endEvent": EndEvent,
    "intermediateCatchEvent": Catch,
    "intermediateThrowEvent": Throw,
    "boundaryEvent": Boundary,
    "receiveTask": Catch,
    "userTask": UserTask,
    "serviceTask": Topic,
    "sendTask": Topic,
    "businessRuleTask": Rule,
    "scriptTask": Script,
    "callActivity": CallActivity,
    "subProcess": SubProcess,
    "exclusiveGateway": Exclusive,
    "parallelGateway": Parallel,
    "eventBasedGateway": EventChoice,
}


def scope_of(definition: Definition) -> ScopeSpec:
    """The graph of a definition's process."""
    with _lock:
        found = _cache.get(definition.key)
        if found is not None:
            _cache.move_to_end(definition.key)
            return found
    built = _build(definition, definition.process)
    with _lock:
        _cache[definition.key] = built
        while len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return built


def _build(definition: Definition, scope: str) -> ScopeSpec:
    graph = ScopeSpec(scope)
    inside = definition.model.inside(scope)
    for node in inside:
        _add(graph, definition, node)
    graph.start = Origin(graph, ORIGIN, definition)
    for node in inside:
        _connect(graph, definition, node)
    return graph


def _add(graph: ScopeSpec, definition: Definition, node: Node) -> None:
    kind = _CLASSES[node.kind]
    if node.loop is None:
        _furnish(kind(graph, definition, node), definition, node)
        return
    many = Many(graph, definition, node, node.loop)
    many.child = kind(graph, definition, node, f"{node.id} [child]")
    _furnish(many.child, definition, node)


def _furnish(spec: Any, definition: Definition, node: Node) -> None:
    """Give a sub-process or call activity the graph that it carries out."""
    if isinstance(spec, CallActivity):
        spec.callee = definition.called[node.said("calledElement", "processId") or ""]
        spec.scope = scope_of(spec.callee)
    elif isinstance(spec, SubProcess):
        spec.scope = _build(definition, node.id)


def _connect(graph: ScopeSpec, definition: Definition, node: Node) -> None:
    spec, model = graph.task_specs[node.id], definition.model
    spec.flow_from = {flow.source: flow.id for flow in model.incoming(node.id)}
    for flow in model.outgoing(node.id):
        spec.connect(graph.task_specs[flow.target])
    if node.kind == "startEvent":
        graph.start.connect(spec)
    if node.attached_to is not None:
        graph.task_specs[node.attached_to].boundaries.append(spec)
