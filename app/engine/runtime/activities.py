"""User tasks, topics, decisions, calculations, sub-processes and called processes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.engine.dialect import Definition, properties
from app.engine.dialect.model import Node
from app.engine.feel import FeelError, to_json
from app.engine.runtime.errors import Incident
from app.engine.runtime.firing import dispatch
from app.engine.runtime.hop import hop_of
from app.engine.runtime.items import open_item
from app.engine.runtime.nodes import Visible
from app.engine.runtime.outcome import Call, Decision, Job
from app.engine.runtime.scopes import VARIABLES, scopes, write
from app.engine.runtime.spiff import FUTURE, STARTED, WAITING, PartWorkflow, ScopeSpec, new_task
from app.engine.runtime.values import json_value, value, variables_at
from app.engine.topics import BusinessError

JOB = "job"


class UserTask(Visible):
    """A task for a person; who may do it and until when is worked out once, as it opens."""

    def __init__(self, wf_spec: ScopeSpec, definition: Definition, node: Node, name: str | None = None) -> None:
        super().__init__(wf_spec, definition, node, name)
        self.manual = True
        self.takeovers = properties.takeover(node.properties.get("takeover", ""))

    def begin(self, task: Any) -> bool:
        hop_of(task).opened[str(task.id)] = open_item(task)
        return True


class Topic(Visible):
    """Asks the system for something: now, or after commit when the registry says that it leaves the machine."""

    def begin(self, task: Any) -> bool:
        if not self._is_outside(task):
            return True
        task.internal_data[JOB] = self.topic
        task._set_state(WAITING)
        self.issue(task)
        return False

    def _is_outside(self, task: Any) -> bool:
        try:
            return hop_of(task).environment.topics.is_outside(self.topic)
        except KeyError:
            raise Incident(self.bpmn_id, f"没有主题 {self.topic}。", f"There is no topic {self.topic}.") from None

    @property
    def topic(self) -> str:
        """The topic's name."""
        return self.node.said("taskDefinition", "type") or ""

    def issue(self, task: Any) -> None:
        """Hand the job out (again), with its inputs as they are now."""
        job = Job(str(task.id), self.bpmn_id, self.topic, inputs_of(task))
        hop_of(task).jobs[job.id] = job

    def _run_hook(self, task: Any) -> bool:
        if JOB in task.internal_data:
            return True
        hop = hop_of(task)
        call = replace(hop.environment.call, element=self.bpmn_id, now=hop.now, variables=dict(scopes(task)[-1]))
        try:
            result = hop.environment.topics.call(self.topic, call, inputs_of(task))
        except BusinessError as error:
            hop.calls.append(Call(self.topic, self.bpmn_id, ok=False, code=error.code))
            self.fail(task, error.code, error.zh, error.en)
            return True
        hop.calls.append(Call(self.topic, self.bpmn_id, ok=True))
        self.finish(task, result)
        return True

    def finish(self, task: Any, result: Any) -> None:
        """Take over the mapped outputs."""
        for mapped in self.node.outputs:
            write(task, mapped.target, json_value(task, mapped.source, result))

    def fail(self, task: Any, code: str, zh: str, en: str) -> None:
        """A business error becomes the BPMN error of its code; nobody catching it is an incident."""
        if not dispatch(task, "error", code, {"code": code, "zh": zh, "en": en}):
            raise Incident(
                self.bpmn_id,
                f"主题 {self.topic} 报告 {code}（{zh}），图上没有人接住。",
                f"The topic {self.topic} reports {code} ({en}) and nothing on the diagram catches it.",
            )


def inputs_of(task: Any) -> dict[str, Any]:
    """Input mappings of a task, as JSON."""
    return {mapped.target: json_value(task, mapped.source) for mapped in task.task_spec.node.inputs}


class Rule(Visible):
    """Asks a decision; with input mappings only those values are passed, else all that is visible."""

    def _run_hook(self, task: Any) -> bool:
        hop = hop_of(task)
        decision = self.node.said("calledDecision", "decisionId") or ""
        if self.node.inputs:
            inputs = {mapped.target: value(task, mapped.source) for mapped in self.node.inputs}
        else:
            inputs = variables_at(task)
        result = self._decide(hop, decision, inputs)
        hop.decisions.append(Decision(decision, self.bpmn_id, result.rules))
        write(task, self.node.said("calledDecision", "resultVariable") or "", to_json(result.value))
        return True

    def _decide(self, hop: Any, decision: str, inputs: dict[str, Any]) -> Any:
        try:
            return hop.environment.decide(self.definition, decision, inputs, hop.environment.now)
        except FeelError as error:
            raise Incident(
                self.bpmn_id,
                f"决策 {decision} 失败：{error.message_zh}",
                f"The decision {decision} failed: {error.message_en}",
            ) from error


class Script(Visible):
    """One calculation into one variable."""

    def _run_hook(self, task: Any) -> bool:
        found = json_value(task, self.node.said("script", "expression"))
        write(task, self.node.said("script", "resultVariable") or "", found)
        return True


class SubProcess(Visible):
    """A scope of its own for tokens, not for variables."""

    scope: ScopeSpec

    def begin(self, task: Any) -> bool:
        part = PartWorkflow(self.scope, task)
        task.workflow.top_workflow.subprocesses[task.id] = part
        self.open_scope(task, part)
        task._set_state(STARTED)
        new_task(part, self.scope.start, None, FUTURE)._ready()
        return False

    def open_scope(self, task: Any, part: Any) -> None:
        """A sub-process shares the variables around it."""

    def close_scope(self, task: Any, part: Any) -> None:
        """Nothing has to be handed over."""

    def _run_hook(self, task: Any) -> bool:
        self.close_scope(task, task.workflow.top_workflow.subprocesses.pop(task.id))
        return True


class CallActivity(SubProcess):
    """Another process; its variables are its own, only mapped values cross."""

    callee: Definition

    def open_scope(self, task: Any, part: Any) -> None:
        part.data[VARIABLES] = inputs_of(task)

    def close_scope(self, task: Any, part: Any) -> None:
        inner = {**dict.fromkeys(self.callee.variables), **part.data[VARIABLES]}
        for mapped in self.node.outputs:
            write(task, mapped.target, json_value(task, mapped.source, inner))
