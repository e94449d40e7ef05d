"""The dialect: what a diagram may say, read and compiled. Knows nothing of running."""

from app.engine.dialect.compiler import compile_package
from app.engine.dialect.definition import Definition, ElementInfo, Flow
from app.engine.dialect.errors import DialectError

__all__ = ["Definition", "DialectError", "ElementInfo", "Flow", "compile_package"]
