"""Own, foreign and random ids for every GET as each member of the cast, as `every_get_table` says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from tests.access import every_get_table as table
from tests.access.every_get_world import World, built
from tests.cast import Settled

PEOPLE = sorted(table.EVERYBODY)
RULES = sorted(table.READS)
VERSION_RULE = "/api/v1/definitions/<key>/versions/<number>"
BROWSER = {"Accept": "text/html"}
DIFFERENT = {"instance", "request_id"}
# The length follows from the body, of which `instance` is as long as the address.
DIFFERENT_HEADERS = {"X-Request-Id", "Date", "Content-Length"}
THINGS = [(rule, thing) for rule in sorted(table.EVERY_THING) for thing in table.READS[rule].readers]
SAMPLED = sorted(set(RULES) - table.EVERY_THING)


@pytest.fixture(scope="module")
def world(settled: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once; every test of this module only reads."""
    with built(settled, tmp_path_factory.mktemp("every_get")) as made:
        yield made


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


# ---- The table is whole --------------------------------------------------------------------------
def test_every_get_rule_of_the_api_stands_in_the_table(world: World) -> None:
    rules = {one.rule for one in world.app.url_map.iter_rules() if "GET" in (one.methods or ())}
    machines = {one for one in rules if one.startswith("/api/")} | (rules & table.PUBLIC)
    assert machines == set(table.READS) | set(table.PLAIN) | table.PUBLIC


def test_table_and_world_speak_of_the_same_things_and_people(world: World) -> None:
    assert set(world.cast.people) == table.EVERYBODY
    for rule, row in table.READS.items():
        drafts = table.DRAFTS if row.kind == "case" else {}
        assert set(row.readers) - set(drafts) <= set(world.things[row.kind]), rule
    for kind in ("case", "consent", "file", "task", "patient"):
        named = {thing for row in table.READS.values() if row.kind == kind for thing in row.readers}
        assert named == set(world.things[kind]), kind


# ---- Single things -------------------------------------------------------------------------------
@pytest.mark.parametrize(("rule", "thing"), THINGS)
def test_everybody_reads_exactly_what_the_table_says(world: World, rule: str, thing: str) -> None:
    """And whoever does not see a thing is answered exactly as for one that does not exist."""
    found = {person: wrong(world, rule, thing, person) for person in PEOPLE}
    assert not any(found.values()), {person: said for person, said in found.items() if said}


@pytest.mark.parametrize("rule", SAMPLED)
def test_everybody_reads_at_further_addresses_what_the_table_says(world: World, rule: str) -> None:
    """Each person one thing of their own, one of a former part, one foreign: another one for each person."""
    found = {}
    for turn, person in enumerate(PEOPLE):
        for things in table.READS[rule].alike(person):
            thing = things[turn % len(things)]
            if said := wrong(world, rule, thing, person):
                found[person, thing] = said
    assert not found, found


@pytest.mark.parametrize("rule", RULES)
def test_malformed_id_is_as_unknown_as_a_random_one(world: World, rule: str) -> None:
    for person in ("doctor", "auditor"):
        answers = {one: identity(get(world, person, address(rule, one))) for one in table.MALFORMED_IDS}
        assert {one: answer for one, answer in answers.items() if answer != unknown(world, person, rule)} == {}


@pytest.mark.parametrize("number", table.MALFORMED_NUMBERS)
def test_version_that_never_was_is_unknown(world: World, number: str) -> None:
    answer = get(world, "doctor", address(VERSION_RULE, "upward_referral", number))
    assert identity(answer) == unknown(world, "doctor", VERSION_RULE)


@pytest.mark.parametrize("rule", sorted(table.DRAFT_RULES))
def test_draft_is_there_for_its_writer_alone(world: World, rule: str) -> None:
    path = address(rule, world.things["draft"]["draft"])
    for person in PEOPLE:
        answer = get(world, person, path)
        if person in table.DRAFTS["draft"]:
            assert answer.status_code == 200
        else:
            assert identity(answer) == unknown(world, person, rule), person


def test_what_holds_for_one_kind_of_thing_holds_for_its_id_at_every_other_address(world: World) -> None:
    """The id of something else is no id here, be it ever so much one's own."""
    for rule, kind in product(RULES, ("patient", "task", "file", "consent")):
        row = table.READS[rule]
        if row.kind not in (kind, "process"):
            ident = next(iter(world.things[kind].values()))
            assert get(world, "doctor", address(rule, ident)).status_code == 404, (rule, kind)


def test_preconditions_and_the_language_tell_nothing_of_a_foreign_thing(world: World) -> None:
    """A foreign thing has no ETag to compare with, and is missing in English as well."""
    known = {"If-None-Match": "*", "Accept-Language": "en", "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    for rule, row in table.READS.items():
        for thing in row.readers:
            if row.status(thing, "other_nurse") == 404:
                foreign, random = (
                    identity(get(world, "other_nurse", address(rule, ident), **known))
                    for ident in (world.things[row.kind][thing], str(uuid4()))
                )
                assert foreign == random and foreign[0] == 404, (rule, thing)


# ---- Without signing in --------------------------------------------------------------------------
@pytest.mark.parametrize("rule", sorted({*table.READS, *table.PLAIN}))
@pytest.mark.parametrize("token", [None, "Bearer x"])
def test_stranger_is_asked_to_sign_in_whatever_the_id(world: World, rule: str, token: str | None) -> None:
    client = world.app.test_client()
    headers = {"Authorization": token} if token else {}
    kind = table.READS[rule].kind if rule in table.READS else "case"
    idents = [next(iter(world.things[kind].values())), str(uuid4()), "x"]
    answers = [identity(client.get(address(rule, one), headers=headers)) for one in idents]
    assert {one[0] for one in answers} == {401}
    assert all(one == answers[0] for one in answers)


def test_public_addresses_ask_nobody_to_sign_in(world: World) -> None:
    client = world.app.test_client()
    for rule in table.PUBLIC:
        status = client.get(rule.replace("<path:name>", "no-such-file.css")).status_code
        assert status in {200, 404 if rule.startswith("/static/") else 200, 503 if rule == "/readyz" else 200}, rule


# ---- Lists, counts, search -----------------------------------------------------------------------
@pytest.mark.parametrize("rule", sorted(table.PLAIN))
def test_plain_address_answers_whom_the_table_names_and_common_knowledge_alike(world: World, rule: str) -> None:
    answers = {person: get(world, person, rule) for person in PEOPLE}
    expected = {person: 200 if person in table.PLAIN[rule] else 403 for person in PEOPLE}
    wrong = {one: found.status_code for one, found in answers.items() if found.status_code != expected[one]}
    assert not wrong, wrong
    if rule in table.COMMON:
        assert len({one.get_data() for one in answers.values()}) == 1


@pytest.mark.parametrize("person", PEOPLE)
def test_list_of_referrals_holds_what_one_sees_and_counts_nothing_else(world: World, person: str) -> None:
    seen = {name for name, sight in table.CASES.items() if person in sight.all}
    seen |= {name for name, who in table.DRAFTS.items() if person in who}
    # Whether a trial by hand stands among the referrals is left open; that nobody else finds it there is not.
    listed = named(world, "case", items(world, person, "/referrals"))
    assert listed | {"trial"} == seen | {"trial"} and listed <= seen
    state = list(table.STATES)[PEOPLE.index(person) % len(table.STATES)]
    narrowed = named(world, "case", items(world, person, f"/referrals?state={state}"))
    assert narrowed == table.STATES[state] & seen, state


@pytest.mark.parametrize("person", PEOPLE)
def test_inbox_holds_the_work_one_may_do(world: World, person: str) -> None:
    expected = {name for name, who in table.INBOX.items() if person in who}
    mine, groups = (items(world, person, f"/tasks?status=open&view={view}") for view in ("mine", "groups"))
    assert named(world, "task", items(world, person, "/tasks?status=open")) == expected
    assert named(world, "task", mine + groups) == expected
    done = named(world, "task", items(world, person, "/tasks?status=done"))
    assert done <= {name for name, who in table.TASK_READERS.items() if person in who} - set(table.INBOX)
    assert done >= {name for name, who in table.DONE_BY.items() if person == who}


@pytest.mark.parametrize("person", PEOPLE)
def test_work_of_a_foreign_case_is_not_counted(world: World, person: str) -> None:
    foreign = [name for name, sight in table.CASES.items() if person not in sight.all]
    for turn, name in enumerate(foreign, PEOPLE.index(person)):
        status = ("open", "done")[turn % 2]
        assert items(world, person, f"/tasks?status={status}&case={world.things['case'][name]}") == [], name


@pytest.mark.parametrize("person", PEOPLE)
def test_search_finds_a_patient_whom_one_may_read_and_no_other(world: World, person: str) -> None:
    for turn, (patient, texts) in enumerate(table.PATIENTS.items(), PEOPLE.index(person)):
        expected = {patient} if person in table.PATIENT_READERS[patient] else set()
        text = texts[turn % 2]  # the exact name or the exact identifier
        assert named(world, "patient", items(world, person, f"/patients?q={text}")) == expected, text
    own = named(world, "patient", items(world, person, "/patients"))
    assert own == {name for name, who in table.KNOWN_AT.items() if person in who}


@pytest.mark.parametrize("person", PEOPLE)
def test_search_finds_a_case_that_one_sees_and_no_other(world: World, person: str) -> None:
    drafts = {one for one, who in table.DRAFTS.items() if person in who}
    for turn, case in enumerate(table.REFERRALS, PEOPLE.index(person)):
        expected = {case} if person in table.CASES[case].all else set()
        text = (world.numbers[case], table.PATIENTS[case][0])[turn % 2]
        found = named(world, "case", items(world, person, f"/referrals?q={text}")) - drafts
        # By a patient's name search those who may search patients; others find no more than what they see.
        exact = person in table.STAFF or text == world.numbers[case]
        assert found == expected if exact else found <= expected, text


@pytest.mark.parametrize("person", PEOPLE)
def test_consents_of_a_patient_are_those_of_the_cases_one_sees(world: World, person: str) -> None:
    wrong = {}
    for patient in (one for one, who in table.PATIENT_READERS.items() if person in who):
        found = named(
            world, "consent", items(world, person, f"/patients/{world.things['patient'][patient]}/consents")
        )
        if found != ({patient} if person in table.CONSENT_READERS[patient] else set()):
            wrong[patient] = found
    assert not wrong, wrong


def test_everybody_lists_their_own_sessions_alone(world: World) -> None:
    sessions = {person: {one["id"] for one in items(world, person, "/sessions")} for person in PEOPLE}
    assert all(sessions.values())
    assert len(set.union(*sessions.values())) == sum(len(one) for one in sessions.values())
    for person in PEOPLE:
        assert world.hands[person].read("/session")["person"]["id"] == str(world.cast.people[person].person)


@pytest.mark.parametrize("person", PEOPLE)
def test_whatever_a_list_hands_out_can_be_read(world: World, person: str) -> None:
    tasks = [one for status in ("open", "done") for one in items(world, person, f"/tasks?status={status}")]
    searches = ("/patients", *(f"/patients?q={name}" for name in table.HANDED_BY_SEARCH))
    patients = [one for path in searches for one in items(world, person, path)]
    referrals = items(world, person, "/referrals")
    consents = [one for each in patients for one in items(world, person, f"/patients/{each['id']}/consents")]
    handed = {f"/tasks/{one['id']}" for one in tasks} | {f"/patients/{one['id']}" for one in patients}
    handed |= {f"/referrals/{one['id']}" for one in referrals} | {f"/consents/{one['id']}" for one in consents}
    for one in referrals:
        shown = get(world, person, f"/referrals/{one['id']}").get_json()
        handed |= {f"/tasks/{task['id']}" for task in shown.get("open_tasks") or []}
        handed |= {f"/files/{file}" for file in attached(shown)}
    unread = {path: status for path in handed if (status := get(world, person, path).status_code) != 200}
    assert not unread, unread


# ---- After one's part has ended ------------------------------------------------------------------
FORMER = [(case, person) for case, sight in table.CASES.items() for person in sorted(sight.former)]


@pytest.mark.parametrize(("case", "person"), FORMER)
def test_former_party_has_neither_work_nor_actions_nor_who_holds_it(world: World, case: str, person: str) -> None:
    shown = world.hands[person].read(f"/referrals/{world.things['case'][case]}")
    assert (shown["number"], shown["state"]) == (world.numbers[case], table.STATE_OF[case])
    assert shown["subject"]["name"] == table.PATIENTS[case][0]
    assert (shown["open_tasks"], shown["waiting_for"]) == ([], None)
    assert items(world, person, f"/referrals/{world.things['case'][case]}/actions") == []


@pytest.mark.parametrize(("case", "person"), FORMER)
def test_former_party_still_reads_the_content_of_its_time(world: World, case: str, person: str) -> None:
    shown = world.hands[person].read(f"/referrals/{world.things['case'][case]}")
    content = shown.get("content") or {}
    assert content.get("reason") == f"转诊原因：{case}"
    assert content.get("results") == "心电图正常"
    assert attached(shown) == {world.things["file"][case]}


@pytest.mark.parametrize("person", sorted(table.CASES["rejected"].former))
def test_former_party_reads_how_the_case_ended(world: World, person: str) -> None:
    case = f"/referrals/{world.things['case']['rejected']}"
    assert (
        world.hands[person].read(case).get("ending") == world.hands["other_doctor"].read(case)["ending"] is not None
    )


@pytest.mark.parametrize("form", table.WITHOUT_WHAT_CAME_LATER)
def test_former_party_reads_nothing_of_what_came_later(world: World, form: str) -> None:
    """Neither a word, a file, a task nor the people of the house that has the case now."""
    tasks, files, later = world.things["task"], world.things["file"], world.cast.secondary_specialist
    secrets = {
        **table.PRIVATE,
        "holder": str(later.person),
        "holder's name": later.actor.name,
        "file": files["redirected, later"],
        **{name: tasks[name] for name in table.TASKS_THAT_CAME_LATER},
    }
    earlier = {
        name: tasks[f"redirected: {task}"] for name, task in (("triage", "first triage"), ("review", "review"))
    }
    path = form.format(case=world.things["case"]["redirected"], **earlier)
    told = {
        (person, name)
        for person in sorted(table.CASES["redirected"].former)
        for name, secret in secrets.items()
        if secret in get(world, person, path).get_data(as_text=True)
    }
    assert not told, told


def test_sender_reads_what_came_later(world: World) -> None:
    """So that the test before this one can fail."""
    case = world.things["case"]["redirected"]
    paths = (f"/referrals/{case}", f"/cases/{case}", f"/referrals/{case}/history")
    whole = "".join(world.hands["doctor"].get(path).get_data(as_text=True) for path in paths)
    later = [
        world.things["file"]["redirected, later"],
        *(world.things["task"][one] for one in table.TASKS_THAT_CAME_LATER),
    ]
    assert [one for one in (table.PRIVATE["answered"], *later) if one not in whole] == []


@pytest.mark.parametrize(("case", "person"), FORMER)
def test_history_of_a_former_party_is_the_beginning_of_the_senders(world: World, case: str, person: str) -> None:
    sender = "other_doctor" if case == "rejected" else "doctor"
    path = f"/referrals/{world.things['case'][case]}/history"
    seen, whole = items(world, person, path), items(world, sender, path)
    assert seen and seen == whole[: len(seen)]
    assert len(seen) < len(whole) or case == "rejected"


# ---- Pages ----------------------------------------------------------------------------------------
def test_every_page_with_an_id_stands_in_the_table(world: World) -> None:
    assert {one for one in pages(world) if "<" in one} <= set(table.PAGES)


def test_stranger_is_led_from_every_page_to_the_door(world: World) -> None:
    client, idents = world.app.test_client(), [*world.things["task"].values(), *world.things["case"].values()]
    for rule in sorted(pages(world) - table.OPEN_PAGES):
        answers = [
            client.get(re.sub("<[^>]*>", ident, rule), headers=BROWSER) for ident in (idents[0], idents[-1], "x")
        ]
        assert {one.status_code for one in answers} <= {302, 303}, rule
        assert all(one.headers["Location"].startswith("/sign-in") for one in answers), rule


@pytest.mark.parametrize("rule", sorted(table.PAGES))
def test_page_shows_what_the_table_says_and_foreign_is_as_unknown_as_random(world: World, rule: str) -> None:
    if rule not in pages(world):
        return
    row, found = table.PAGES[rule], {}
    for turn, person in enumerate(PEOPLE):
        for things in row.alike(person):
            thing = things[turn % len(things)]
            status = page(world, person, rule, world.things[row.kind][thing])
            if status != row.status(thing, person):
                found[person, thing] = status
        if (status := page(world, person, rule, str(uuid4()))) != 404:
            found[person, "random"] = status
    assert not found, found


def pages(world: World) -> set[str]:
    """Addresses for browsers that answer GET."""
    rules = {one.rule for one in world.app.url_map.iter_rules() if "GET" in (one.methods or ())}
    return {one for one in rules if not one.startswith("/api/")} - table.PUBLIC


def page(world: World, person: str, rule: str, ident: str) -> int:
    """How a page answers a member of the cast."""
    hand = world.hands[person]
    return hand.client.get(re.sub("<[^>]*>", ident, rule), headers={**hand.headers, **BROWSER}).status_code
