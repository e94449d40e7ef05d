"""Reading as a member of the cast, and what two answers must not differ in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from tests.access import every_get_table as table
from tests.access.every_get_world import World

DIFFERENT = {"instance", "request_id"}
# The length follows from the body, of which `instance` is as long as the address.
DIFFERENT_HEADERS = {"X-Request-Id", "Date", "Content-Length"}


def get(world: World, person: str, path: str, **headers: str) -> TestResponse:
    """The answer to a member of the cast; a path may stand under the API's prefix already."""
    return world.hands[person].get(path.removeprefix("/api/v1"), **headers)


def address(rule: str, ident: str, number: str = "1") -> str:
    """A rule with its parameters filled in."""
    for parameter in ("<which>", "<patient>", "<key>"):
        rule = rule.replace(parameter, ident)
    return rule.replace("<number>", number)


def identity(answer: TestResponse) -> tuple[Any, ...]:
    """Everything of a problem by which two could be told apart, but for what names the request itself."""
    body = {name: value for name, value in answer.get_json().items() if name not in DIFFERENT}
    return answer.status_code, body, sorted(pair for pair in answer.headers if pair[0] not in DIFFERENT_HEADERS)


def unknown(world: World, person: str, rule: str) -> tuple[Any, ...]:
    """What this member is answered for a random id."""
    known = world.random
    if (person, rule) not in known:
        known[person, rule] = identity(get(world, person, address(rule, str(uuid4()))))
    assert known[person, rule][0] == 404
    return known[person, rule]


def items(world: World, person: str, path: str) -> list[Any]:
    """All items of a list, whose total must be their true count."""
    page = get(world, person, path).get_json()
    assert page["next"] is None and page["total"] == len(page["items"]), (person, path)
    return list(page["items"])


def wrong(world: World, rule: str, thing: str, person: str) -> str:
    """What is not as the table says when this person reads this thing; empty when all is well."""
    row = table.READS[rule]
    answer = get(world, person, address(rule, world.things[row.kind][thing]))
    expected = row.status(thing, person)
    if answer.status_code != expected:
        return f"{answer.status_code} instead of {expected}"
    told_apart = expected == 404 and identity(answer) != unknown(world, person, rule)
    return "told apart from a random id" if told_apart else ""


def named(world: World, kind: str, found: list[Any]) -> set[str]:
    """Items by the names that the table gives them; an id that it does not know stays as it is."""
    names = {ident: name for name, ident in (*world.things[kind].items(), *world.things["draft"].items())}
    return {names.get(one["id"], one["id"]) for one in found}


def attached(referral: Any) -> set[str]:
    """Ids of the files that a referral's content names."""
    files = (referral.get("content") or {}).get("attachments") or []
    return {one["id"] if isinstance(one, dict) else one for one in files}
