"""The house rules that import contracts cannot say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[1] / "app"
MOVES = {"start", "complete", "correlate", "fire_timer", "finish_job", "fail_job", "retry", "cancel"}
ROOMS_OF_FEATURES = ("foundation", "care", "desks")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(APP.rglob("*.py")):
        name = ".".join(("app", *path.relative_to(APP).with_suffix("").parts)).removesuffix(".__init__")
        yield name, ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    """Every imported name, whole: `from app.cases import models` gives `app.cases.models`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def calls(tree: ast.Module) -> Iterator[str]:
    """Every called name as it is written, `runtime.start` or `start`."""
    return (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def feature(module: str) -> str:
    """`app.foundation.identity` of `app.foundation.identity.api`, and the room where it has no features."""
    parts = module.split(".")
    return ".".join(parts[: 3 if len(parts) > 1 and parts[1] in ROOMS_OF_FEATURES else 2])


def models_of(imported: str) -> str | None:
    head, found, _ = f"{imported}.".partition(".models.")
    return head if found and head.startswith("app.") else None


def test_feature_imports_no_models_of_another_feature() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, tree in modules()
        for imported in imports(tree)
        if (owner := models_of(imported)) and feature(owner) != feature(module)
    ]
    assert wrong == []


def test_only_the_service_of_cases_calls_the_runner() -> None:
    wrong = [
        f"{module} calls {called}"
        for module, tree in modules()
        if not module.startswith("app.engine") and module != "app.cases.service"
        for called in calls(tree)
        if called.startswith("runtime.") and called.removeprefix("runtime.") in MOVES
    ]
    direct = [
        f"{module} imports {imported}"
        for module, tree in modules()
        if not module.startswith("app.engine") and module != "app.cases.service"
        for imported in imports(tree)
        if imported in {f"app.engine.runtime.{move}" for move in MOVES}
    ]
    assert wrong + direct == []


def test_only_the_database_module_commits() -> None:
    wrong = [
        f"{module} calls {called}"
        for module, tree in modules()
        if module != "app.db"
        for called in calls(tree)
        if called.rsplit(".", 1)[-1] == "commit"
    ]
    assert wrong == []


def test_desks_define_no_tables() -> None:
    wrong = [
        f"{module}.{node.name}"
        for module, tree in modules()
        if module.startswith("app.desks")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).rsplit(".", 1)[-1] == "Base" for base in node.bases)
    ]
    assert wrong == []


def test_only_the_factory_collects_topics() -> None:
    wrong = [
        f"{module} calls {called}"
        for module, tree in modules()
        if module != "app.factory"
        for called in calls(tree)
        if called.endswith("TopicRegistry.collect")
    ]
    assert wrong == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    wrong = [m for m, _ in modules() if {"utils", "helpers", "manager", "base"} & set(m.split("."))]
    assert wrong == []
