"""DMN decisions: tables with all hit policies, boxed expressions, requirement graphs, services (DMN 1.1-1.5)."""

from app.engine.decisions.errors import DecisionError, Place
from app.engine.decisions.evaluation import Result
from app.engine.decisions.model import Item, Model, load
from app.engine.decisions.problems import problems
from app.engine.decisions.request import evaluate_request

__all__ = ["DecisionError", "Item", "Model", "Place", "Result", "evaluate_request", "load", "problems"]
