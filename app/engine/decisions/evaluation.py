"""Running a model's requirement graph (DMN 10.4): required things first, each once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.engine.decisions.boxed import returning
from app.engine.decisions.errors import DecisionError, located
from app.engine.decisions.types import fit, read_texts
from app.engine.feel.errors import FeelError
from app.engine.feel.jsonio import admit
from app.engine.feel.limits import Run, guarded
from app.engine.feel.scope import Scope
from app.engine.feel.values import Function

if TYPE_CHECKING:
    from app.engine.decisions.model import Item, Model, Reference


@dataclass(frozen=True, slots=True)
class Result:
    """A decision's value, and the rules of its own tables that fired (id, or number where it has none)."""

    value: Any
    rules: tuple[str | int, ...] = ()


class Evaluation:
    """The values of one model's items for one set of inputs; `wanted` is the item whose rules are reported."""

    def __init__(
        self,
        model: Model,
        inputs: Mapping[str, Any],
        run: Run,
        clock: Mapping[str, Any],
        given: Mapping[str, Any] | None = None,
        others: dict[tuple[int, int], Evaluation] | None = None,
    ) -> None:
        self._model = model
        self._inputs = inputs
        self._run = run
        self._clock = clock
        self._values: dict[str, Any] = dict(given or {})
        self._busy: set[str] = set()
        self._others = {} if others is None else others
        self.wanted: Item | None = None

    def value(self, item: Item) -> Any:
        """The value of an item, evaluated when first asked for."""
        if item.id not in self._values:
            if item.id in self._busy:
                raise DecisionError(
                    "决策互相依赖，形成循环。", "Decisions require each other in a circle.", item.place
                )
            self._busy.add(item.id)
            self._values[item.id] = _KINDS[item.kind](self, item)
        return self._values[item.id]

    def _input(self, item: Item) -> Any:
        if item.name not in self._inputs:
            if self._run.strict:
                raise DecisionError("缺少此输入。", "This input is missing.", item.place)
            return None
        wanted = self._model.type_of(item)
        value = read_texts(admit(self._inputs[item.name]), wanted)
        return fit(value, wanted, self._run, item.place)

    def _decision(self, item: Item) -> Any:
        logic = self._model.logic(item)
        if logic is None:
            return None
        self._run.charge(1)
        scope = Scope(self._names(item), None, self._run)
        kept, self._run.trace = self._run.trace, []
        value = fit(logic(scope), self._model.type_of(item), self._run, item.place)
        self._run.trace = kept + self._run.trace if item is self.wanted else kept
        return value

    def _knowledge(self, item: Item) -> Any:
        logic = self._model.logic(item)
        if logic is None:
            return None
        names = self._names(item)
        function = logic(Scope(names, None, self._run))
        if isinstance(function, Function):
            function = returning(function, self._model.type_of(item))
        names[item.name] = function
        return function

    def _service(self, item: Item) -> Function:
        params = self._model.members(item, "inputData", "inputDecision")
        outputs = self._model.members(item, "outputDecision")

        def call(*arguments: Any) -> Any:
            given = {param.item.id: value for param, value in zip(params, arguments, strict=True)}
            inside = Evaluation(self._model, {}, self._run, self._clock, given)
            values = {output.item.name: inside._refer(output) for output in outputs}
            return next(iter(values.values())) if len(values) == 1 else values

        types = tuple(param.model.type_of(param.item) for param in params)
        function = Function(tuple(param.item.name for param in params), call, types)
        return returning(function, self._model.type_of(item))

    def _names(self, item: Item) -> dict[str, Any]:
        names: dict[str, Any] = dict(self._clock)
        for reference in self._model.requirements(item):
            if not reference.prefix:
                names[reference.item.name] = self._refer(reference)
            else:
                names.setdefault(reference.prefix, {})[reference.item.name] = self._refer(reference)
        return names

    def _refer(self, reference: Reference) -> Any:
        if reference.prefix is None:
            return self.value(reference.item)
        own = self._inputs.get(reference.prefix)
        inputs = own if isinstance(own, dict) else self._inputs
        key = id(reference.model), id(inputs)
        if key not in self._others:
            self._others[key] = Evaluation(reference.model, inputs, self._run, self._clock, None, self._others)
        return self._others[key].value(reference.item)


_KINDS: dict[str, Callable[[Evaluation, Item], Any]] = {
    "inputData": Evaluation._input,
    "decision": Evaluation._decision,
    "businessKnowledgeModel": Evaluation._knowledge,
    "decisionService": Evaluation._service,
}


def evaluate_decision(
    model: Model, name_or_id: str, inputs: Mapping[str, Any], run: Run, clock: Mapping[str, Any] | None
) -> Result:
    """The value of a decision (or a call of a business knowledge model) over inputs by name, within a run."""
    item = model.item(name_or_id, "decision", "businessKnowledgeModel")
    evaluation = Evaluation(model, inputs, run, clock or {})
    evaluation.wanted = item

    def action() -> Any:
        value = evaluation.value(item)
        return value if item.kind == "decision" else _call(item, value, inputs, run)

    return _guarded(run, item, action)


def evaluate_service(
    model: Model, name_or_id: str, inputs: Mapping[str, Any], run: Run, clock: Mapping[str, Any] | None
) -> Result:
    """A service's value over inputs by name: one decision's value, or a context of several by name."""
    item = model.item(name_or_id, "decisionService")
    evaluation = Evaluation(model, inputs, run, clock or {})
    return _guarded(run, item, lambda: _call(item, evaluation.value(item), inputs, run))


def _call(item: Item, function: Any, inputs: Mapping[str, Any], run: Run) -> Any:
    if not isinstance(function, Function):
        return None
    arguments: list[Any] = []
    for place, param in enumerate(function.params):
        if param not in inputs and run.strict:
            raise DecisionError(f"缺少输入“{param}”。", f'Input "{param}" is missing.', item.place)
        wanted = function.param_types[place] if function.param_types else None
        value = read_texts(admit(inputs.get(param)), wanted)
        arguments.append(fit(value, wanted, run, item.place))
    return fit(function.call(*arguments), function.result_type, run, item.place)


def _guarded(run: Run, item: Item, action: Callable[[], Any]) -> Result:
    try:
        value = guarded(run, action)
    except FeelError as error:
        raise located(error, item.place) from error
    return Result(value, tuple(run.trace))
