"""Which names an expression may read, beside the variables of its process."""

from __future__ import annotations

from app.engine.dialect import profile
from app.engine.dialect.model import Node
from app.engine.lint.package import Package, Read, Spot

CONSTANTS = frozenset(name.partition("(")[0] for name in profile.NAMES)
"""Constants and functions of every run."""
OF_REFERRALS = frozenset({"patient", "sender", "receiver", "department"})
"""Variables that every referral has, whoever starts it."""
OF_LOOPS = frozenset({"numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances", "loopCounter"})
_FREE_OUTPUTS = ("receiveTask", "intermediateCatchEvent", "boundaryEvent", "businessRuleTask")


def readable(package: Package, spot: Spot, read: Read) -> frozenset[str] | None:
    """The names that one expression may read; None where they cannot be known (the payload of a message)."""
    node = spot.process.by_id.get(read.said.element)
    known = package.variables(spot.process) | CONSTANTS | OF_REFERRALS
    if node is None:
        return known
    if read.said.place.startswith("output:"):
        return _after(package, node, known)
    if read.said.place in ("outputElement", "completionCondition"):
        return known | OF_LOOPS
    return known


def _after(package: Package, node: Node, known: frozenset[str]) -> frozenset[str] | None:
    inputs = frozenset(mapped.target for mapped in node.inputs)
    topic = node.said("taskDefinition", "type")
    if node.kind in _FREE_OUTPUTS:
        return None
    if topic is not None:
        declared = package.topics.get(topic) if package.topics is not None else None
        return None if declared is None else known | inputs | frozenset(declared.outputs)
    callee = package.callee(node.said("calledElement", "processId") or "")
    if isinstance(callee, Spot):
        return known | inputs | package.variables(callee.process)
    return None if callee is None else known | inputs | frozenset(callee.variables) | frozenset(callee.inputs)
