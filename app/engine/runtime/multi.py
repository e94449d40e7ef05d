"""Multi-instance: once for each item of a list. Answers stay in their instance; the results leave together.

SpiffWorkflow's own loses answers and changes the spec that all cases share.
"""

from __future__ import annotations

from typing import Any

from app.engine.dialect import Definition
from app.engine.dialect.model import Loop, Node
from app.engine.runtime.errors import Incident
from app.engine.runtime.hop import hop_of
from app.engine.runtime.nodes import Visible, withdraw
from app.engine.runtime.scopes import write
from app.engine.runtime.spiff import FUTURE, LIVE, STARTED, ScopeSpec
from app.engine.runtime.values import evaluate, json_value

MAX_ITEMS = 500
ITEMS, RESULTS, DONE, INDEX = "items", "results", "done", "index"


class Many(Visible):
    """The activity as a whole; `child` is the spec of one instance."""

    child: Any

    def __init__(self, wf_spec: ScopeSpec, definition: Definition, node: Node, loop: Loop) -> None:
        super().__init__(wf_spec, definition, node)
        self.loop = loop

    def begin(self, task: Any) -> bool:
        items = json_value(task, self.loop.collection)
        if not isinstance(items, list) or len(items) > MAX_ITEMS:
            raise Incident(
                self.bpmn_id,
                f"inputCollection 必须是不超过 {MAX_ITEMS} 项的列表。",
                f"inputCollection must be a list of at most {MAX_ITEMS} items.",
            )
        task.internal_data.update({ITEMS: items, RESULTS: {}, DONE: []})
        if not items:
            return True
        task._set_state(STARTED)
        for index in range(1 if self.loop.sequential else len(items)):
            self._create(task, index)
        return False

    def _create(self, task: Any, index: int) -> None:
        child = task._add_child(self.child, FUTURE)
        child.triggered = True
        child.internal_data[INDEX] = index
        child.data = {"loopCounter": index + 1}
        if self.loop.element:
            child.data[self.loop.element] = task.internal_data[ITEMS][index]
        child.task_spec._update(child)

    def instance_done(self, task: Any, child: Any) -> None:
        """Take an instance's result; go on, or end when all are done or the completion condition holds."""
        if task.state != STARTED:
            return
        kept, index = task.internal_data, child.internal_data[INDEX]
        kept[DONE] = [*kept[DONE], index]
        if self.loop.output_element:
            kept[RESULTS] = {**kept[RESULTS], str(index): json_value(child, self.loop.output_element)}
        if len(kept[DONE]) < len(kept[ITEMS]) and not self._enough(task, child):
            if self.loop.sequential:
                self._create(task, index + 1)
            return
        for other in task.children:
            if other is not child and other.state & LIVE:
                withdraw(hop_of(task), other)
        task._ready()

    def _enough(self, task: Any, child: Any) -> bool:
        until = self.loop.until
        if until is None:
            return False
        found = evaluate(child, until.removeprefix("=").strip(), self._counts(task))
        if found is not None and not isinstance(found, bool):
            raise Incident(
                self.bpmn_id,
                f"结束条件 {until} 既不是 true 也不是 false。",
                f"The completion condition {until} is neither true nor false.",
            )
        return found is True

    def _counts(self, task: Any) -> dict[str, Any]:
        kept = task.internal_data
        total, done = len(kept[ITEMS]), len(kept[DONE])
        counts: dict[str, Any] = {
            "numberOfInstances": total,
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": 0 if self.loop.sequential else total - done,
        }
        if self.loop.output_collection:
            counts[self.loop.output_collection] = self._results(task)
        return counts

    def _results(self, task: Any) -> list[Any]:
        """Results in the order of the input; instances that did not finish are left out."""
        kept = task.internal_data
        return [kept[RESULTS][str(index)] for index in sorted(kept[DONE])]

    def _run_hook(self, task: Any) -> bool:
        if self.loop.output_collection:
            write(task, self.loop.output_collection, self._results(task))
        return True
