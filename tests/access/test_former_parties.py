"""What is left to those whose part in a case has ended, and what is not."""

from __future__ import annotations

import pytest

from tests.access import every_get_table as table
from tests.access.every_get_reading import attached, get, items
from tests.access.every_get_world import World

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
    assert len(seen) < len(whole) or case != "redirected"  # in the others nothing happened afterwards
