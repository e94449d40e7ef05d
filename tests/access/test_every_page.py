"""Pages for browsers: nobody is let in unsigned, and a foreign thing is as missing as one that never was."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from tests.access import every_get_table as table
from tests.access.every_get_world import World

BROWSER = {"Accept": "text/html"}


def test_every_page_with_an_id_stands_in_the_table(world: World) -> None:
    about_people = {one for one in pages(world) if "<" in one and not one.startswith(table.PROCESS_PAGES)}
    assert about_people <= {*table.PAGES, *table.ASKING_PAGES, *table.ONWARD_PAGES}


def test_stranger_is_led_from_every_page_to_the_door(world: World) -> None:
    client, idents = world.app.test_client(), [*world.things["task"].values(), *world.things["case"].values()]
    for rule in sorted(pages(world) - table.OPEN_PAGES - set(table.ONWARD_PAGES)):
        answers = [client.get(filled(rule, ident), headers=BROWSER) for ident in (idents[0], idents[-1], "x")]
        assert {one.status_code for one in answers} <= {302, 303}, rule
        assert all(one.headers["Location"].startswith("/sign-in") for one in answers), rule


@pytest.mark.parametrize("rule", sorted(table.ONWARD_PAGES))
def test_page_that_leads_on_does_so_whether_the_thing_is_there_or_not(world: World, rule: str) -> None:
    client = world.app.test_client()
    for ident in (next(iter(world.things["task"].values())), str(uuid4())):
        answer = client.get(filled(rule, ident), headers=BROWSER)
        onward = filled(table.ONWARD_PAGES[rule], ident)
        assert (answer.status_code, answer.headers["Location"]) == (303, onward)


@pytest.mark.parametrize("rule", sorted(table.PAGES))
def test_page_shows_what_the_table_says_and_foreign_is_as_unknown_as_random(world: World, rule: str) -> None:
    row, found = table.PAGES[rule], {}
    for turn, person in enumerate(table.PAGE_READERS):
        for things in row.alike(person):
            thing = things[turn % len(things)]
            status = page(world, person, rule, world.things[row.kind][thing])
            if status != row.status(thing, person):
                found[person, thing] = status
        if (status := page(world, person, rule, str(uuid4()))) != 404:
            found[person, "random"] = status
    assert not found, found


@pytest.mark.parametrize("rule", sorted(table.ASKING_PAGES))
def test_page_that_asks_is_not_there_for_a_foreign_thing(world: World, rule: str) -> None:
    row, found = table.ASKING_PAGES[rule], {}
    for turn, person in enumerate(table.PAGE_READERS):
        foreign = [world.things[row.kind][one] for one in row.readers if row.status(one, person) == 404]
        for ident in (*foreign[turn % 2 : turn % 2 + 1], str(uuid4())):
            if (status := page(world, person, rule, ident)) != 404:
                found[person, ident] = status
    assert not found, found


def pages(world: World) -> set[str]:
    """Addresses for browsers that answer GET."""
    rules = {one.rule for one in world.app.url_map.iter_rules() if "GET" in (one.methods or ())}
    return {one for one in rules if not one.startswith("/api/")} - table.PUBLIC


def page(world: World, person: str, rule: str, ident: str) -> int:
    """How a page answers a member of the cast."""
    hand = world.hands[person]
    return hand.client.get(filled(rule, ident), headers={**hand.headers, **BROWSER}).status_code


def filled(rule: str, ident: str) -> str:
    """A page's address with its parameters."""
    named = rule.replace("<name>", "withdraw").replace("<step>", "claim")
    return re.sub("<[^>]*>", ident, named)
