"""What a topic gets is what it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("topic_inputs", ERROR, zh="主题的输入多了或少了", en="An input that a topic does not know, or lacks")
def check(package: Package) -> Iterator[Found]:
    """A type that ends in `?` may be left out."""
    if package.topics is None:
        return
    for spot in package.spots:
        for node in spot.process.nodes:
            topic = package.topics.get(node.said("taskDefinition", "type") or "")
            if topic is None:
                continue
            given = {mapped.target for mapped in node.inputs}
            for name in sorted(given - set(topic.inputs)):
                zh = f"主题 {topic.name} 没有输入 {name}，请删去或改名。"
                yield spot.found(node, zh, f"The topic {topic.name} has no input {name}; remove or rename it.")
            needed = {name for name, kind in topic.inputs.items() if not kind.endswith("?")}
            for name in sorted(needed - given):
                zh = f"主题 {topic.name} 需要输入 {name}，请加上映射。"
                yield spot.found(node, zh, f"The topic {topic.name} needs the input {name}; map it.")
