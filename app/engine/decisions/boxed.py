"""Boxed expressions compiled to the same closures that FEEL text becomes (DMN 7.2.1, 10.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.engine.decisions.boxed_loops import conditional, filter_list, iterator
from app.engine.decisions.errors import Place, located
from app.engine.decisions.tables import compile_table
from app.engine.decisions.types import TypeTable, fit
from app.engine.decisions.xml import Element, child, children, local, name_of, text_of, type_ref
from app.engine.feel.errors import FeelError
from app.engine.feel.expression import Expression, parse, parse_unary
from app.engine.feel.functions.registry import CLOCK_NAMES
from app.engine.feel.invoke import invoke
from app.engine.feel.nodes import plain
from app.engine.feel.scope import Node, Scope
from app.engine.feel.types import Type
from app.engine.feel.values import Function

Names = frozenset[str]
_NOTHING = plain.constant(None)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the check of a model reports."""

    place: Place
    rule: str
    message_zh: str
    message_en: str
    severity: str = "error"


@dataclass(slots=True)
class Compiler:
    """Compiles the logic of one model; `entries` are all names of parts of its values, `parts`
    those of them with spaces, which must be known to be read."""

    types: TypeTable
    parts: Names
    entries: Names
    findings: list[Finding] = field(default_factory=list)

    def logic(self, owner: Element, place: Place, known: Names) -> Node | None:
        """The boxed expression inside an element; None when it has none."""
        for item in owner:
            builder = _BUILDERS.get(local(item))
            if builder is not None:
                return self._typed(item, builder(self, item, place, known), place)
        return None

    def expressions(self, owner: Element, place: Place, known: Names) -> list[Node]:
        """All boxed expressions inside an element."""
        found: list[Node] = []
        for item in owner:
            builder = _BUILDERS.get(local(item))
            if builder is not None:
                found.append(self._typed(item, builder(self, item, place, known), place))
        return found

    def inner(self, owner: Element, name: str, place: Place, known: Names) -> Node:
        """The boxed expression of a named part (`if`, `in`, `return` …)."""
        part = child(owner, name)
        return (None if part is None else self.logic(part, place, known)) or _NOTHING

    def _typed(self, item: Element, node: Node, place: Place) -> Node:
        wanted = None if local(item) in _UNTYPED else self.types.find(type_ref(item))
        if wanted is None:
            return node
        return lambda scope: fit(node(scope), wanted, scope.run, place)

    def text(self, text: str | None, place: Place, known: Names) -> Node:
        """A FEEL text; one that does not parse is reported, and gives null or, in strict use, an error."""
        if text is None or not text.strip():
            return _NOTHING
        try:
            expression = parse(text, known | self.parts)
        except FeelError as error:
            return self._unreadable(error, place)
        self.check_names(expression, place, known)
        return _located(expression, place)

    def tests(self, text: str | None, place: Place, known: Names) -> Expression | None:
        """Unary tests; None where they do not parse."""
        try:
            found = parse_unary(text if text and text.strip() else "-", known | self.parts)
        except FeelError as error:
            self._unreadable(error, place)
            return None
        self.check_names(found, place, known)
        return found

    def check_names(self, expression: Expression, place: Place, known: Names) -> None:
        """Report names that nothing around the expression declares."""
        for name in sorted(expression.names - known - CLOCK_NAMES):
            self.report(place, "dmn-unknown-name", f"未知名称“{name}”。", f'Unknown name "{name}".')

    def report(self, place: Place, rule: str, zh: str, en: str, severity: str = "error") -> None:
        """Add a finding."""
        self.findings.append(Finding(place, rule, zh, en, severity))

    def _unreadable(self, error: FeelError, place: Place) -> Node:
        self.report(place, "dmn-expression", *_spoken(error))
        problem = located(error, place)

        def node(scope: Scope) -> None:
            if scope.run.strict:
                raise problem

        return node


def _spoken(error: FeelError) -> tuple[str, str]:
    if error.position is None:
        return error.message_zh, error.message_en
    at = error.position + 1
    return f"第 {at} 个字符：{error.message_zh}", f"Character {at}: {error.message_en}"


def _located(expression: Expression, place: Place) -> Node:
    def node(scope: Scope) -> Any:
        try:
            return expression.in_scope(scope)
        except FeelError as error:
            raise located(error, place) from error

    return node


def _literal(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    language = item.get("expressionLanguage") or ""
    if language and "FEEL" not in language.upper():
        compiler.report(
            place,
            "dmn-language",
            f"不支持表达式语言“{language}”。",
            f'Expression language "{language}" is not supported.',
        )
        return _NOTHING
    return compiler.text(text_of(item), place, known)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    node: Node
    type: Type | None


def _context(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    entries: list[_Entry] = []
    result: Node | None = None
    for number, part in enumerate(children(item, "contextEntry"), 1):
        variable = child(part, "variable")
        name = name_of(variable)
        at = place.cell(f"条目“{name or number}”", f'entry "{name or number}"', part.get("id"))
        node = compiler.logic(part, at, known) or _NOTHING
        if variable is None:
            result = node
            break
        entries.append(_Entry(name, node, compiler.types.find(type_ref(variable))))
        known |= {name}
    return _context_node(entries, result, place)


def _context_node(entries: list[_Entry], result: Node | None, place: Place) -> Node:
    def node(scope: Scope) -> Any:
        values: dict[str, Any] = {}
        inside = scope.inner(values)
        for entry in entries:
            value = entry.node(inside)
            if isinstance(value, Function):
                values[entry.name] = returning(value, entry.type)
            else:
                values[entry.name] = fit(value, entry.type, scope.run, place)
        return values if result is None else result(inside)

    return node


def returning(function: Function, wanted: Type | None) -> Function:
    """The function with a declared result type, given as such or as the type of the whole function."""
    wanted = wanted.element if wanted is not None and wanted.kind == "function" else wanted
    if wanted is None or function.result_type is not None:
        return function
    return Function(function.params, function.call, function.param_types, wanted)


def _list(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    return plain.list_of(compiler.expressions(item, place, known))


def _relation(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    columns = [name_of(column) for column in children(item, "column")]
    rows = [
        list(
            zip(
                columns,
                compiler.expressions(row, place.cell(f"第 {number} 行", f"row {number}"), known),
                strict=False,
            )
        )
        for number, row in enumerate(children(item, "row"), 1)
    ]
    return lambda scope: [{name: cell(scope) for name, cell in row} for row in rows]


def _function(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    params = [name_of(param) for param in children(item, "formalParameter")]
    types = tuple(compiler.types.find(type_ref(param)) for param in children(item, "formalParameter"))
    if (item.get("kind") or "FEEL") != "FEEL":
        compiler.report(
            place, "dmn-function-kind", "只支持 FEEL 函数。", "Only FEEL functions are supported.", "warning"
        )
        return lambda _scope: Function(tuple(params), lambda *_arguments: None, types)
    body = compiler.logic(item, place, known | frozenset(params)) or _NOTHING

    def node(scope: Scope) -> Function:
        def call(*arguments: Any) -> Any:
            scope.run.charge(5)
            return body(scope.inner(dict(zip(params, arguments, strict=True))))

        return Function(tuple(params), call, types)

    return node


def _invocation(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    target = compiler.logic(item, place, known) or _NOTHING
    bindings: list[tuple[str, Node]] = []
    for binding in children(item, "binding"):
        name = name_of(child(binding, "parameter"))
        at = place.cell(f"参数“{name}”", f'parameter "{name}"')
        bindings.append((name, compiler.logic(binding, at, known) or _NOTHING))

    def node(scope: Scope) -> Any:
        function = target(scope)
        arguments = {name: value(scope) for name, value in bindings}
        try:
            if not isinstance(function, Function):
                return scope.run.fail(0, "调用的不是函数。", "What is invoked is no function.")
            return invoke(scope.run, function, arguments)
        except FeelError as error:
            raise located(error, place) from error

    return node


def _table(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    return compile_table(compiler, item, place, known)


_Builder = Callable[[Compiler, Element, Place, Names], Node]
_UNTYPED = frozenset({"functionDefinition", "decisionTable", "invocation"})
_BUILDERS: dict[str, _Builder] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": _function,
    "invocation": _invocation,
    "conditional": conditional,
    "filter": filter_list,
    "for": iterator,
    "some": iterator,
    "every": iterator,
}
define_function = _function
"""Compiles the `encapsulatedLogic` of a business knowledge model."""
