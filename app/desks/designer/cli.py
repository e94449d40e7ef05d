"""`flask --app wsgi workflows check|test|import|export`: the designers' desk at the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from flask.cli import AppGroup

from app.cases.definitions import queries
from app.cases.definitions.packages import callees_first, folders, import_shipped, read_folder
from app.cases.wiring import wired
from app.config import CHECKOUT
from app.engine.dialect import Definition, DialectError, compile_package
from app.engine.lint import Problem, lint
from app.engine.scenarios import run_package
from app.errors import Problem as Refusal
from app.web import database

SHIPPED = CHECKOUT / "workflows"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ERROR = "error"
workflows = AppGroup("workflows", help="流程包 Process packages.")


@workflows.command("check")
@click.argument("folder", type=FOLDER, default=SHIPPED)
@click.option("--strict", is_flag=True, help="警告也算错误 Warnings count as errors.")
def check(folder: Path, strict: bool) -> None:
    """检查流程包，有错误则以 1 退出 Lint the packages; exit 1 at an error."""
    packages = _packages(folder)
    compiled: dict[str, Definition] = {}
    found: list[tuple[str, Problem]] = []
    places = {name: one.fields for name, one in wired().bindings.items()}
    for key in callees_first(packages):
        problems = lint(packages[key], topics=wired().topics, callees=compiled, bindings=places)
        found += [(key, one) for one in problems]
        compiled.update(_compiled(key, packages[key], compiled))
    for key, one in found:
        place = ":".join(str(part) for part in (one.file, one.line, one.element) if part)
        click.echo(f"{key}/{place} [{one.severity} {one.rule}] {one.zh}\n    {one.en}")
    errors = sum(one.severity == ERROR or strict for _key, one in found)
    click.echo(f"{len(packages)} 个流程包，{errors} 个错误 / {len(packages)} packages, {errors} errors")
    sys.exit(1 if errors else 0)


@workflows.command("test")
@click.argument("folder", type=FOLDER, default=SHIPPED)
@click.option("--covered", is_flag=True, help="有未走过的连线则以 1 退出 Exit 1 when a flow was not taken.")
@click.option("--english", is_flag=True, help="用英文报告 Report in English.")
def test(folder: Path, covered: bool, english: bool) -> None:
    """播放场景，打印覆盖率和未走过的连线 Play the scenarios; print coverage and untaken flows."""
    packages = _packages(folder)
    compiled: dict[str, Definition] = {}
    passed = True
    for key in callees_first(packages):
        try:
            report = run_package(packages[key], topics=wired().topics, called=compiled)
        except DialectError as error:
            raise click.ClickException(f"{key}/{error.file} {error.element}: {error.zh} / {error.en}") from error
        for line in report.lines("en" if english else "zh"):
            click.echo(line)
        passed = passed and report.passed and (report.covered or not covered)
        compiled.update(_compiled(key, packages[key], compiled))
    sys.exit(0 if passed else 1)


@workflows.command("import")
@click.argument("folder", type=FOLDER, default=SHIPPED)
def import_packages(folder: Path) -> None:
    """发布随软件提供的流程；设计者改过的不动 Publish the shipped packages; what designers changed stays."""
    try:
        with database().transaction() as session:
            done = import_shipped(session, folder)
    except Refusal as refused:
        lines = [f"{refused.zh} / {refused.en}", *map(str, refused.extra.get("problems", ()))]
        raise click.ClickException("\n".join(lines)) from refused
    for one in done:
        click.echo(f"{one.key}: 第 {one.number} 版 / version {one.number}")


@workflows.command("export")
@click.argument("key")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--version", "number", type=int, help="版本号，缺省为现行版本 Live unless given.")
def export(key: str, folder: Path, number: int | None) -> None:
    """把一个已发布的版本写成文件夹 Write a published version as a folder."""
    try:
        with database().reading() as session:
            wanted = number or queries.live(session, key).number
            files: Mapping[str, str] = queries.with_files(session, key, wanted)["files"]
    except Refusal as refused:
        raise click.ClickException(f"{refused.zh} / {refused.en}") from refused
    for name, text in files.items():
        target = folder / key / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        click.echo(str(target))


def _packages(folder: Path) -> dict[str, Mapping[str, str]]:
    """The packages below a folder, or the folder itself when it is one."""
    found = [folder] if any(folder.glob("*.bpmn")) else folders(folder)
    return {one.name: read_folder(one) for one in found}


def _compiled(
    key: str, files: Mapping[str, str], called: Mapping[str, Definition]
) -> Iterator[tuple[str, Definition]]:
    """The package for those that call it; one that does not compile has problems of its own to tell."""
    try:
        yield key, compile_package(files, process=key, called=called)
    except DialectError:
        return
