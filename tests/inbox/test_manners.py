"""The manners of the inbox: order of answers, ETags, idempotency, drafts, claims."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests import diagrams
from tests.hands import Hand

GROUP = "=[&quot;{0}:primary_doctor&quot;]"


@pytest.fixture
def queue(designer: Hand, people: Any) -> str:
    """A case with one task `a` for the doctors of the primary institution."""
    groups = GROUP.format(people.primary.id)
    designer.publish("queue", diagrams.one_task("queue", groups=groups))
    return designer.begin("queue", word="old")


@pytest.fixture
def task(designer: Hand, queue: str) -> str:
    return designer.open(queue)["a"]


def test_doctor_completes_an_unclaimed_task_and_so_claims_it(hands: Any, task: str) -> None:
    doctor = hands("doctor")
    assert set(doctor.read(f"/tasks/{task}")["actions"]) == {"claim", "complete", "delegate", "draft", "comment"}
    assert doctor.do(task, word="new").status_code == 200
    done = doctor.read(f"/tasks/{task}")
    assert done["holder"]["person"] == str(doctor.member.person)
    assert (done["status"], done["actions"], done["answers"]["word"]) == ("done", [], "new")


def test_colleague_completing_a_claimed_task_learns_who_has_it_and_since_when(hands: Any, task: str) -> None:
    doctor, colleague = hands("doctor"), hands("doctor_two")
    seen = colleague.tag(f"/tasks/{task}")
    claimed = doctor.ok(f"/tasks/{task}/claim", etag=doctor.tag(f"/tasks/{task}"))

    refused = colleague.post(f"/tasks/{task}/complete", {"answers": {}}, etag=seen)

    assert refused.status_code == 409
    assert (refused.json["code"], refused.json["by"]) == ("task_taken", doctor.member.actor.name)
    assert refused.json["at"] == claimed["claimed_at"]


def test_holder_claiming_again_gets_200_with_any_tag(hands: Any, task: str) -> None:
    doctor = hands("doctor")
    seen = doctor.tag(f"/tasks/{task}")
    doctor.ok(f"/tasks/{task}/claim", etag=seen)
    assert doctor.post(f"/tasks/{task}/claim", etag=seen).status_code == 200


def test_changes_without_tag_are_428_and_with_an_old_one_412(hands: Any, task: str) -> None:
    doctor = hands("doctor")
    seen = doctor.tag(f"/tasks/{task}")
    for path, body in (("claim", None), ("delegate", {"role": "nurse"}), ("complete", {"answers": {}})):
        assert doctor.post(f"/tasks/{task}/{path}", body).status_code == 428, path
    doctor.ok(f"/tasks/{task}/claim", etag=seen)
    assert doctor.put(f"/tasks/{task}/draft", {"answers": {}}).status_code == 428
    for path, body in (("unclaim", None), ("delegate", {"role": "nurse"}), ("complete", {"answers": {}})):
        assert doctor.post(f"/tasks/{task}/{path}", body, etag=seen).status_code == 412, path


def test_judgement_is_access_then_done_then_tag_then_answers(hands: Any, designer: Hand, task: str) -> None:
    doctor, colleague, stranger = hands("doctor"), hands("doctor_two"), hands("specialist")
    bad = {"answers": {"nonsense": 1}}
    assert stranger.post(f"/tasks/{task}/complete", bad).status_code == 404
    assert stranger.post(f"/tasks/{uuid4()}/complete", bad).status_code == 404
    assert designer.post(f"/tasks/{task}/complete", bad).status_code == 403
    assert doctor.post(f"/tasks/{task}/complete", bad).status_code == 428
    wrong = doctor.post(f"/tasks/{task}/complete", bad, etag=doctor.tag(f"/tasks/{task}"))
    assert (wrong.status_code, wrong.json["fields"][0]["path"]) == (422, "nonsense")
    assert doctor.do(task, word="new").status_code == 200
    late = colleague.post(f"/tasks/{task}/complete", bad)
    assert (late.status_code, late.json["by"]) == (409, doctor.member.actor.name)
    assert late.json["at"]


def test_own_foreign_and_random_ids_differ_in_nothing_but_the_address(hands: Any, task: str) -> None:
    stranger = hands("specialist")
    bodies = []
    for which in (task, str(uuid4()), "no-id"):
        answer = stranger.get(f"/tasks/{which}")
        assert answer.status_code == 404
        bodies.append({k: v for k, v in answer.json.items() if k not in ("instance", "request_id")})
    assert bodies[0] == bodies[1] == bodies[2]


def test_repeated_completion_with_the_same_key_gets_the_first_answer(hands: Any, task: str) -> None:
    doctor, key = hands("doctor"), str(uuid4())
    tag = doctor.tag(f"/tasks/{task}")
    body = {"answers": {"word": "new"}}
    first = doctor.post(f"/tasks/{task}/complete", body, etag=tag, key=key)
    again = doctor.post(f"/tasks/{task}/complete", body, etag=tag, key=key)
    assert (first.status_code, again.status_code, again.json) == (200, 200, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = doctor.post(f"/tasks/{task}/complete", {"answers": {"word": "x"}}, etag=tag, key=key)
    assert other.status_code == 422
    colleague = hands("doctor_two").post(f"/tasks/{task}/complete", body, etag=tag, key=key)
    assert colleague.status_code == 409


def test_completion_without_a_key_is_400(hands: Any, task: str) -> None:
    doctor = hands("doctor")
    answer = doctor.post(f"/tasks/{task}/complete", {"answers": {}}, etag=doctor.tag(f"/tasks/{task}"), key=None)
    assert answer.status_code == 400


def test_draft_lies_over_the_answers_and_leaves_the_tasks_tag_alone(hands: Any, task: str) -> None:
    doctor, colleague = hands("doctor"), hands("doctor_two")
    tag = doctor.tag(f"/tasks/{task}")
    saved = doctor.put(f"/tasks/{task}/draft", {"answers": {"word": "half"}}, etag=tag)
    assert saved.status_code == 200
    assert doctor.tag(f"/tasks/{task}") == tag
    assert doctor.read(f"/tasks/{task}")["answers"] == {"word": "half"}
    assert colleague.read(f"/tasks/{task}")["answers"] == {"word": "old"}
    again = doctor.put(f"/tasks/{task}/draft", {"answers": {"word": "more"}}, etag=saved.headers["ETag"])
    assert again.status_code == 200
    stale = doctor.put(f"/tasks/{task}/draft", {"answers": {"word": "lost"}}, etag=saved.headers["ETag"])
    assert stale.status_code == 412


def test_key_that_is_absent_leaves_its_variable_and_null_clears_it(designer: Hand) -> None:
    designer.publish("two", diagrams.fork("two"))
    case = designer.begin("two", word="old", other="old")
    assert designer.do(designer.open(case)["a"], word=None).status_code == 200
    variables = designer.variables(case)
    assert (variables["word"], variables["other"]) == (None, "old")


def test_completing_one_task_leaves_the_tag_of_its_sibling_alone(designer: Hand) -> None:
    designer.publish("two", diagrams.fork("two"))
    case = designer.begin("two", word="old", other="old")
    tasks = designer.open(case)
    tag = designer.tag(f"/tasks/{tasks['b']}")
    assert designer.do(tasks["a"]).status_code == 200
    answer = designer.post(f"/tasks/{tasks['b']}/complete", {"answers": {}}, etag=tag)
    assert answer.status_code == 200


def test_holder_gives_back_and_a_colleague_can_take_it(hands: Any, task: str) -> None:
    doctor, colleague = hands("doctor"), hands("doctor_two")
    doctor.ok(f"/tasks/{task}/claim", etag=doctor.tag(f"/tasks/{task}"))
    assert "unclaim" in doctor.read(f"/tasks/{task}")["actions"]
    doctor.ok(f"/tasks/{task}/unclaim", etag=doctor.tag(f"/tasks/{task}"))
    colleague.ok(f"/tasks/{task}/claim", etag=colleague.tag(f"/tasks/{task}"))
    assert colleague.read(f"/tasks/{task}")["holder"]["person"] == str(colleague.member.person)


def test_doctor_delegates_to_a_colleague_or_post_of_the_own_house_only(hands: Any, task: str, people: Any) -> None:
    doctor, nurse = hands("doctor"), hands("primary_nurse")
    tag = doctor.tag(f"/tasks/{task}")
    outsider = doctor.post(f"/tasks/{task}/delegate", {"person": str(people.specialist.person)}, etag=tag)
    assert outsider.status_code == 422
    doctor.ok(f"/tasks/{task}/delegate", {"role": "nurse"}, etag=tag)
    assert doctor.get(f"/tasks/{task}").status_code == 404
    assert nurse.read(f"/tasks/{task}")["waiting_for"]["role"] == "nurse"
    colleague = {"person": str(people.primary_lead.person)}
    nurse.ok(f"/tasks/{task}/delegate", colleague, etag=nurse.tag(f"/tasks/{task}"))
    assert hands("primary_lead").do(task, word="new").status_code == 200


def test_lists_hold_what_is_mine_and_what_waits_for_my_post(hands: Any, task: str, queue: str) -> None:
    doctor, colleague = hands("doctor"), hands("doctor_two")
    assert doctor.read("/tasks?view=groups")["items"][0]["id"] == task
    assert doctor.read("/tasks?view=mine")["total"] == 0
    doctor.ok(f"/tasks/{task}/claim", etag=doctor.tag(f"/tasks/{task}"))
    assert [one["id"] for one in doctor.read("/tasks?view=mine")["items"]] == [task]
    assert colleague.read("/tasks")["total"] == 0
    assert doctor.do(task).status_code == 200
    assert doctor.read("/tasks")["total"] == 0
    done = doctor.read("/tasks?status=done&view=mine")
    assert (done["total"], done["items"][0]["case"]["id"]) == (1, queue)


def test_list_pages_through_everything_once_and_counts_it_truly(designer: Hand) -> None:
    designer.publish("one", diagrams.one_task())
    wanted = {designer.open(designer.begin("one", word="x"))["a"] for _ in range(5)}
    found: list[str] = []
    page = designer.read("/tasks?limit=2")
    while True:
        assert page["total"] == 5
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        page = designer.read(f"/tasks?limit=2&cursor={page['next']}")
    assert (len(found), set(found)) == (5, wanted)


def test_remark_is_read_by_all_who_have_the_task(hands: Any, task: str) -> None:
    doctor, colleague = hands("doctor"), hands("doctor_two")
    assert doctor.post(f"/tasks/{task}/comments", {"text": "请看片子"}).status_code == 201
    assert doctor.post(f"/tasks/{task}/comments", {"text": "  "}).status_code == 422
    assert [one["text"] for one in colleague.read(f"/tasks/{task}")["comments"]] == ["请看片子"]


@pytest.mark.parametrize("body", [{}, {"answers": None}, {"answers": []}, {"answers": {"word": 5}}, {"x": 1}])
def test_answers_are_judged_last_whatever_their_shape(hands: Any, task: str, body: Any) -> None:
    doctor, stranger = hands("doctor"), hands("specialist")
    path = f"/tasks/{task}/complete"
    assert stranger.post(path, body).status_code == 404
    assert doctor.post(path, body).status_code == 428
    assert doctor.post(path, body, etag='"old"').status_code == 412
    assert doctor.post(path, body, etag=doctor.tag(f"/tasks/{task}")).status_code == 422


@pytest.mark.parametrize(
    "to", [{}, {"person": "x"}, {"person": 5}, {"role": "king"}, {"role": "nurse", "department": "x"}]
)
def test_delegation_to_nobody_is_422_after_everything_else(hands: Any, task: str, to: Any) -> None:
    doctor, stranger = hands("doctor"), hands("specialist")
    path = f"/tasks/{task}/delegate"
    assert stranger.post(path, to).status_code == 404
    assert doctor.post(path, to).status_code == 428
    assert doctor.post(path, to, etag=doctor.tag(f"/tasks/{task}")).status_code == 422


def test_body_that_is_no_json_is_400(hands: Any, task: str) -> None:
    doctor = hands("doctor")
    headers = {**doctor.headers, "Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = doctor.client.post(f"/api/v1/tasks/{task}/complete", data="{", headers=headers)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
