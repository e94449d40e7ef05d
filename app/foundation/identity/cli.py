"""`flask --app wsgi people …`: posts are given by command line for now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.clock import ZONE
from app.errors import NotFound
from app.foundation.identity import passwords, queries, service
from app.foundation.identity.actor import ROLES
from app.foundation.network import queries as network
from app.saying import said
from app.web import database, settings

group = AppGroup("people", help="人员、岗位、密码 People, posts, passwords.")
DATE = click.DateTime(["%Y-%m-%d"])


@group.command("add")
@click.argument("username")
@click.argument("name")
@click.option("--title", help="职称 Professional title")
@click.password_option()
def add(username: str, name: str, title: str | None, password: str) -> None:
    """新增人员和账号 Add a person with an account."""
    cost = passwords.strength(settings())
    with said(), database().transaction() as session:
        person = service.add_person(
            session, name=name, username=username, password=password, title=title, cost=cost
        )
    click.echo(person)


@group.command("post")
@click.argument("username")
@click.argument("institution")
@click.argument("role", type=click.Choice(list(ROLES)))
@click.option("--department", help="科室编码 Code of the department")
@click.option("--city", is_flag=True, help="全市岗位 The post serves the whole city")
@click.option("--from", "since", type=DATE, help="起 First day")
@click.option("--to", "until", type=DATE, help="止（不含）Day it ends")
def post(
    username: str,
    institution: str,
    role: str,
    department: str | None,
    city: bool,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """给人员一个岗位；机构用编码 Give somebody a post at the institution with that code."""
    with said(), database().transaction() as session:
        house = network.institution_by_code(session, institution)
        if house is None:
            raise NotFound
        made = service.add_post(
            session,
            _person(session, username),
            house.id,
            role,
            department=_department(session, house.id, department),
            scope="city" if city else "institution",
            valid_from=_at(since),
            valid_to=_at(until),
        )
    click.echo(made)


@group.command("end-post")
@click.argument("post", type=click.UUID)
def end_post(post: UUID) -> None:
    """结束一个岗位，其任务退回 End a post; its work goes back."""
    with said(), database().transaction() as session:
        service.end_post(session, post)


@group.command("deactivate")
@click.argument("username")
def deactivate(username: str) -> None:
    """停用人员，其任务退回 Deactivate somebody; their work goes back."""
    with said(), database().transaction() as session:
        service.deactivate_person(session, _person(session, username))


@group.command("password")
@click.argument("username")
@click.password_option()
def password(username: str, password: str) -> None:
    """重设密码，已登录的全部退出 Set a password; every session of theirs ends."""
    with said(), database().transaction() as session:
        service.set_password(session, _person(session, username), password, passwords.strength(settings()))


@group.command("list")
@click.argument("text", default="")
def list_people(text: str) -> None:
    """列出人员和岗位 List people and the posts they hold."""
    with database().reading() as session:
        found = queries.directory(session, text)
        houses = network.institution_names(session, (one.post.institution for one in found if one.post))
    for one in found:
        post = f"{one.post.role}\t{houses[one.post.institution].name}\t{one.post.id}" if one.post else "-"
        state = "" if one.active else "（已停用 deactivated）"
        click.echo(f"{one.username}\t{one.name}{state}\t{post}")


def _person(session: Session, username: str) -> UUID:
    found = queries.account(session, username.strip().lower())
    if found is None:
        raise NotFound
    return found[1].id


def _department(session: Session, institution: UUID, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = network.department_by_code(session, institution, code)
    if found is None:
        raise NotFound
    return found


def _at(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=ZONE)
