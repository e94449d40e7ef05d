"""`flask --app wsgi network …`: institutions, departments and the directory, by command line for now."""

from __future__ import annotations

from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.foundation.network import queries, service
from app.saying import said
from app.web import database

group = AppGroup("network", help="机构、科室、服务目录 Institutions, departments, the directory.")
TIERS = click.Choice(["primary", "secondary", "tertiary"])


@group.command("add")
@click.argument("code")
@click.argument("name")
@click.argument("name_en")
@click.argument("tier", type=TIERS)
@click.argument("district")
@click.option("--short-name", help="简称 Short name")
@click.option("--alliance", help="医联体/医共体 Alliance")
@click.option("--phone", help="转诊电话 Telephone of the referral office")
def add(
    code: str,
    name: str,
    name_en: str,
    tier: str,
    district: str,
    short_name: str | None,
    alliance: str | None,
    phone: str | None,
) -> None:
    """新增机构 Add an institution."""
    with said(), database().transaction() as session:
        made = service.add_institution(
            session,
            code=code,
            name=name,
            name_en=name_en,
            tier=tier,
            district=district,
            short_name=short_name,
            alliance=alliance,
            phone=phone,
        )
    click.echo(made)


@group.command("department")
@click.argument("institution")
@click.argument("code")
@click.argument("name")
@click.argument("name_en")
@click.option("--takes", multiple=True, help="接收的 ICD-10 前缀 ICD-10 prefixes it takes; none = everything")
def department(institution: str, code: str, name: str, name_en: str, takes: tuple[str, ...]) -> None:
    """新增科室及其服务目录 Add a department with its entry in the directory."""
    with said(), database().transaction() as session:
        house = _house(session, institution)
        made = service.add_department(session, house, code=code, name=name, name_en=name_en, takes=takes)
    click.echo(made)


@group.command("service")
@click.argument("institution")
@click.argument("code")
@click.option("--state", type=click.Choice(["open", "full", "closed"]), help="接收、满员、停诊 State")
@click.option("--takes", multiple=True, help="接收的 ICD-10 前缀 ICD-10 prefixes it takes")
@click.option("--sla", multiple=True, metavar="NAME=LENGTH", help="自己的时限 Deadlines of its own")
def change_service(
    institution: str, code: str, state: str | None, takes: tuple[str, ...], sla: tuple[str, ...]
) -> None:
    """修改科室的服务目录 Change a department's entry in the directory."""
    with said(), database().transaction() as session:
        which = queries.department_by_code(session, _house(session, institution), code)
        if which is None:
            raise NotFound
        service.set_service(session, which, state=state, takes=takes or None, sla=_lengths(sla))


@group.command("settings")
@click.argument("institution")
@click.option("--internal-review/--no-internal-review", default=None, help="院内审核 Internal review")
@click.option("--sla", multiple=True, metavar="NAME=LENGTH", help="自己的时限 Deadlines of its own")
def settings(institution: str, internal_review: bool | None, sla: tuple[str, ...]) -> None:
    """修改机构设置 Change an institution's settings."""
    with said(), database().transaction() as session:
        service.set_settings(
            session, _house(session, institution), internal_review=internal_review, sla=_lengths(sla)
        )


@group.command("list")
@click.argument("text", default="")
def list_institutions(text: str) -> None:
    """列出机构 List institutions."""
    with database().reading() as session:
        for one in queries.find_institutions(session, text):
            click.echo(f"{one.code}\t{one.tier}\t{one.district}\t{one.name}")


def _house(session: Session, code: str) -> UUID:
    found = queries.institution_by_code(session, code)
    if found is None:
        raise NotFound
    return found.id


def _lengths(given: tuple[str, ...]) -> dict[str, str] | None:
    """`("triage=PT12H",)` as a mapping; None when nothing was given."""
    return {name: length for name, _, length in (one.partition("=") for one in given)} or None
