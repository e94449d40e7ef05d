"""Scenarios of a process: played on the real runtime with a movable clock, in memory, with coverage of its flows.

The file format is described in `model`; `run_folder` and `run_package` are the ways in.
"""

from app.engine.scenarios.model import Scenario, ScenarioError, read_scenario
from app.engine.scenarios.report import Coverage, Failure, Report, Result
from app.engine.scenarios.running import run_folder, run_package

__all__ = [
    "Coverage",
    "Failure",
    "Report",
    "Result",
    "Scenario",
    "ScenarioError",
    "read_scenario",
    "run_folder",
    "run_package",
]
