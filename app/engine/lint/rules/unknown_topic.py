"""A topic must be one that a feature has declared."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("unknown_topic", ERROR, zh="主题不存在", en="A topic that nobody offers")
def check(package: Package) -> Iterator[Found]:
    """Looked up in the registry of the installation."""
    if package.topics is None:
        return
    for spot in package.spots:
        for node in spot.process.nodes:
            topic = node.said("taskDefinition", "type")
            if topic is None or package.topics.get(topic) is not None:
                continue
            near = get_close_matches(topic, package.topics.names(), 1)
            yield spot.found(
                node,
                f"没有主题 {topic}" + (f"，是不是 {near[0]}？" if near else "，请从模板中选一个。"),
                f"There is no topic {topic}"
                + (f"; did you mean {near[0]}?" if near else "; choose one that exists."),
            )
