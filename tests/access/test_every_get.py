"""Own, foreign and random ids for every GET as each member of the cast, as `every_get_table` says."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest

from tests.access import every_get_table as table
from tests.access.every_get_reading import address, attached, get, identity, items, named, unknown, wrong
from tests.access.every_get_world import World

PEOPLE = sorted(table.EVERYBODY)
RULES = sorted(table.READS)
VERSION_RULE = "/api/v1/definitions/<key>/versions/<number>"
THINGS = [(rule, thing) for rule in sorted(table.EVERY_THING) for thing in table.READS[rule].readers]
SAMPLED = sorted(set(RULES) - table.EVERY_THING)


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
        mentioned = {thing for row in table.READS.values() if row.kind == kind for thing in row.readers}
        assert mentioned == set(world.things[kind]), kind


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
    odd = {one: found.status_code for one, found in answers.items() if found.status_code != expected[one]}
    assert not odd, odd
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
    odd = {}
    for patient in (one for one, who in table.PATIENT_READERS.items() if person in who):
        found = named(
            world, "consent", items(world, person, f"/patients/{world.things['patient'][patient]}/consents")
        )
        if found != ({patient} if person in table.CONSENT_READERS[patient] else set()):
            odd[patient] = found
    assert not odd, odd


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
