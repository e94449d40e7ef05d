"""Moving a case: stored state in, a frozen `Outcome` out. See `runner`."""

from app.engine.runtime.environment import Decided, Environment, Topics
from app.engine.runtime.errors import Incident, NotOpen
from app.engine.runtime.outcome import (
    Call,
    Clock,
    Closed,
    Decision,
    End,
    Job,
    Outcome,
    Step,
    Takeover,
    Timer,
    Waiting,
    WorkItem,
)
from app.engine.runtime.runner import (
    Runtime,
    cancel,
    complete,
    correlate,
    fail_job,
    finish_job,
    fire_timer,
    retry,
    start,
)

__all__ = [
    "Call",
    "Clock",
    "Closed",
    "Decided",
    "Decision",
    "End",
    "Environment",
    "Incident",
    "Job",
    "NotOpen",
    "Outcome",
    "Runtime",
    "Step",
    "Takeover",
    "Timer",
    "Topics",
    "Waiting",
    "WorkItem",
    "cancel",
    "complete",
    "correlate",
    "fail_job",
    "finish_job",
    "fire_timer",
    "retry",
    "start",
]
