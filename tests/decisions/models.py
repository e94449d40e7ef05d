"""Small DMN files for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

_NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts: str, name: str = "model", namespace: str = "urn:test", dmn: str = _NAMESPACE) -> str:
    """A whole file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{dmn}" id="m" name="{name}" '
        f'namespace="{namespace}">{"".join(parts)}</definitions>'
    )


def input_data(name: str, type_ref: str | None = None) -> str:
    """An input."""
    wanted = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<inputData id="in_{name}" name="{name}"><variable name="{name}"{wanted}/></inputData>'


def decision(name: str, logic: str, *, needs: Sequence[str] = (), type_ref: str | None = None) -> str:
    """A decision; needs are requirement elements from `requires`."""
    wanted = f' typeRef="{type_ref}"' if type_ref else ""
    return (
        f'<decision id="d_{name}" name="{name}"><variable name="{name}"{wanted}/>{"".join(needs)}{logic}</decision>'
    )


def requires(kind: str, identifier: str) -> str:
    """A requirement: kind is Input, Decision or Knowledge."""
    outer = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
    return f'<{outer}><required{kind} href="#{identifier}"/></{outer}>'


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    policy: str = "UNIQUE",
    extra: str = "",
) -> str:
    """A decision table; an output may be written `name` or `name=allowed values`; rules get ids r1, r2 …."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression></input>" for text in inputs
    )
    columns += "".join(_output(text) for text in outputs)
    rows = "".join(_rule(number, *rule) for number, rule in enumerate(rules, 1))
    return f"<decisionTable hitPolicy={quoteattr(policy)} {extra}>{columns}{rows}</decisionTable>"


def _output(text: str) -> str:
    name, _, values = text.partition("=")
    allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    return f"<output name={quoteattr(name)}>{allowed}</output>"


def _rule(number: int, tests: Sequence[str], answers: Sequence[str]) -> str:
    cells = "".join(f"<inputEntry><text>{escape(text)}</text></inputEntry>" for text in tests)
    cells += "".join(f"<outputEntry><text>{escape(text)}</text></outputEntry>" for text in answers)
    return f'<rule id="r{number}">{cells}</rule>'
