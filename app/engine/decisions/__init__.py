"""DMN decisions: tables with all hit policies, boxed expressions, requirement graphs, services (DMN 1.1-1.5)."""

from app.engine.decisions.errors import DecisionError, Place
from app.engine.decisions.evaluation import Result
from app.engine.decisions.model import Item, Model, load

__all__ = ["DecisionError", "Item", "Model", "Place", "Result", "load"]
