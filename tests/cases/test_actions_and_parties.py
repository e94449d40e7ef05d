"""Actions, parties, links and mail, on a small referral-like process started by the service itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.cases import queries, service
from app.cases.models import CaseParty
from app.db import Database
from app.foundation.notifications.service import notices_of
from app.foundation.timekeeping.sweeper import sweep_until_quiet
from tests import cast, diagrams
from tests.hands import Hand

MANIFEST = {
    "name": "转诊",
    "name:en": "Referral",
    "number_prefix": "TT",
    "start": {"roles": ["primary_doctor"]},
    "parties": {"sender": "=started_institution", "receiver": "=receiver"},
}
TRIAGE = "=[receiver + &quot;:referral_office&quot;]"


def referral(key: str = "small") -> dict[str, str]:
    """begin → triage (the receiver's office; `word` redirects) → finish; the sender may withdraw."""
    body = diagrams.start() + diagrams.ask("triage", groups=TRIAGE) + diagrams.end("finish", state="completed")
    body += diagrams.node("exclusiveGateway", "where", attributes='default="where_finish"')
    body += diagrams.arrow("begin", "triage") + diagrams.arrow("triage", "where")
    body += diagrams.arrow("where", "finish") + diagrams.arrow("where", "triage", '=word = "redirect"')
    roles = {"roles": "sender:primary_doctor", "reasons": "patient_wish,duplicate"}
    body += diagrams.boundary("withdraw", "triage", diagrams.message_event("withdraw"), **roles)
    body += diagrams.end("withdrawn", state="withdrawn") + diagrams.arrow("withdraw", "withdrawn")
    form = diagrams.form(word="textfield", receiver="textfield")
    return diagrams.package(key, body, "receiver: string; word: string", manifest=MANIFEST, form_text=form)


@pytest.fixture
def case(designer: Hand, database: Database, people: cast.Cast) -> UUID:
    """A running referral from the primary institution to the tertiary one."""
    designer.publish("small", referral())
    variables = {"receiver": str(people.tertiary.id), "word": None}
    with database.transaction() as session:
        return service.start(session, people.doctor.actor, service.Beginning("small", variables)).id


def parties(database: Database, case: UUID) -> list[tuple[str, UUID, bool]]:
    with database.reading() as session:
        rows = session.execute(select(CaseParty).where(CaseParty.case_id == case).order_by(CaseParty.from_at))
        return sorted((row.capacity, row.institution, row.to_at is None) for row in rows.scalars())


def task_of(database: Database, case: UUID) -> str:
    with database.reading() as session:
        return str(queries.open_items(session, [case])[case][0].id)


def test_sender_withdraws_and_nothing_stays_open(hands: Any, database: Database, case: UUID) -> None:
    doctor = hands("doctor")
    answer = doctor.post(
        f"/referrals/{case}/actions/withdraw",
        {"reason_code": "other", "note": "改日再来"},
        etag=doctor.tag(f"/referrals/{case}"),
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    seen = doctor.read(f"/referrals/{case}")
    assert (seen["state"], seen["open_tasks"]) == ("withdrawn", [])


@pytest.mark.parametrize(
    ("who", "tag", "reason", "status"),
    [
        ("doctor", True, "nonsense", 422),
        ("doctor", False, "other", 428),
        ("reviewer", True, "other", 403),
        ("office", True, "other", 403),
        ("neurologist", True, "other", 404),
    ],
)
def test_withdrawal_is_refused_with_its_own_answer(
    hands: Any, case: UUID, who: str, tag: bool, reason: str, status: int
) -> None:
    etag = hands("doctor").tag(f"/referrals/{case}") if tag else None
    answer = hands(who).post(f"/referrals/{case}/actions/withdraw", {"reason_code": reason}, etag=etag)
    assert answer.status_code == status, answer.get_data(as_text=True)


def test_withdrawal_after_acceptance_is_409_naming_who_and_when(hands: Any, database: Database, case: UUID) -> None:
    doctor, office = hands("doctor"), hands("office")
    tag = doctor.tag(f"/referrals/{case}")
    assert office.do(task_of(database, case), word="fine").status_code == 200
    answer = doctor.post(f"/referrals/{case}/actions/withdraw", {"reason_code": "other"}, etag=tag)
    assert (answer.status_code, answer.json["by"]) == (409, office.member.actor.name)
    assert answer.json["at"]


def test_redirect_closes_the_old_receiver_and_opens_the_new(
    hands: Any, database: Database, case: UUID, people: cast.Cast
) -> None:
    office = hands("office")
    moved = office.do(task_of(database, case), word="redirect", receiver=str(people.secondary.id))
    assert moved.status_code == 200
    assert parties(database, case) == sorted(
        [
            ("receiver", people.secondary.id, True),
            ("receiver", people.tertiary.id, False),
            ("sender", people.primary.id, True),
        ]
    )
    assert hands("secondary_office").get(f"/tasks/{task_of(database, case)}").status_code == 200
    assert office.get(f"/tasks/{task_of(database, case)}").status_code == 404


def test_nobody_but_the_manifests_roles_starts_by_asking(
    designer: Hand, database: Database, people: cast.Cast
) -> None:
    from app.errors import Forbidden

    designer.publish("small", referral())
    with pytest.raises(Forbidden), database.transaction() as session:
        service.start(session, people.nurse.actor, service.Beginning("small", {"receiver": None}))


def test_case_numbers_carry_prefix_month_and_a_check_digit_that_finds_slips(database: Database, case: UUID) -> None:
    from app.cases.numbers import is_sound

    with database.reading() as session:
        number = queries.find(session, case).number
    assert number.startswith("TT26")
    assert is_sound(number)
    wrong = [number[:-1] + digit for digit in "0123456789" if digit != number[-1]]
    assert not any(is_sound(one) for one in wrong)


def linking(key: str) -> dict[str, str]:
    """begin → b (a linked small case begins) → wait (for `linked_case_ended`) → finish."""
    variables = "={receiver: receiver, word: &quot;from the other&quot;}"
    inputs = {"process": "=&quot;small&quot;", "relation": "=&quot;down_of&quot;", "variables": variables}
    body = diagrams.line(
        ("begin", diagrams.start()),
        ("make", diagrams.topic("make", "cases.start_linked", inputs, {"other": "=linked_case"})),
        ("wait", diagrams.node("intermediateCatchEvent", "wait", diagrams.message_event("ended"))),
        ("finish", diagrams.end()),
    )
    return diagrams.package(key, body, "receiver: string", manifest=MANIFEST | {"key": key})


def test_linked_case_begins_with_its_cause_and_answers_by_mail_once(
    designer: Hand, hands: Any, database: Database, people: cast.Cast
) -> None:
    small = referral()
    told = {"case": "=null", "relation": "=&quot;down_of&quot;", "message": "=&quot;ended&quot;"}
    small["process.bpmn"] = small["process.bpmn"].replace(
        diagrams.arrow("where", "finish"),
        diagrams.topic("tell", "cases.tell", told)
        + '<bpmn:sequenceFlow id="where_finish" sourceRef="where" targetRef="tell"/>'
        + diagrams.arrow("tell", "finish"),
    )
    designer.publish("small", small)
    designer.publish("linking", linking("linking"))
    with database.transaction() as session:
        beginning = service.Beginning("linking", {"receiver": str(people.tertiary.id)})
        older = service.start(session, people.doctor.actor, beginning).id
    with database.reading() as session:
        (newer,) = queries.linked(session, older)
        links = queries.summary(session, queries.find(session, newer))["links"]
    assert [(one["relation"], one["from"], one["to"]) for one in links] == [("down_of", newer, older)]

    assert hands("office").do(task_of(database, newer), word="fine").status_code == 200
    with database.reading() as session:
        assert queries.find(session, older).ended_at is None
    sweep_until_quiet(database)
    with database.reading() as session:
        assert queries.find(session, older).end_element == "finish"


def test_linked_case_is_not_there_when_its_cause_fails(
    designer: Hand, database: Database, people: cast.Cast
) -> None:
    designer.publish("small", referral())
    broken = linking("linking")
    broken["process.bpmn"] = broken["process.bpmn"].replace("down_of", "cousin_of")
    designer.publish("linking", broken)
    with pytest.raises(ValueError, match="cousin_of"), database.transaction() as session:
        beginning = service.Beginning("linking", {"receiver": str(people.tertiary.id)})
        service.start(session, people.doctor.actor, beginning)
    with database.reading() as session:
        assert session.execute(select(CaseParty)).first() is None


def test_notice_reaches_former_senders_once_each_after_the_commit(
    database: Database, case: UUID, people: cast.Cast
) -> None:
    from app.foundation.notifications.service import tell

    with database.transaction() as session:
        count = tell(session, case, ["senders", "receivers", "senders", None, "patient:x"], "ended_completed")
    assert count == 4
    sweep_until_quiet(database)
    with database.reading() as session:
        sent = notices_of(session, case)
    assert {(one.recipient_kind, one.recipient) for one in sent} == {
        ("person", str(people.doctor.person)),
        ("institution", str(people.primary.id)),
        ("institution", str(people.tertiary.id)),
        ("patient", "x"),
    }
    assert all(one.sent_at and one.channel == "console" for one in sent)


def test_deactivated_persons_work_returns_to_the_queue_at_once(
    hands: Any, database: Database, case: UUID, people: cast.Cast
) -> None:
    from app.foundation.identity.service import deactivate_person

    office = hands("office")
    task = task_of(database, case)
    office.ok(f"/tasks/{task}/claim", etag=office.tag(f"/tasks/{task}"))
    with database.transaction() as session:
        deactivate_person(session, people.office.person)
    with database.reading() as session:
        item = queries.open_items(session, [case])[case][0]
    assert (item.holder, item.groups) == (None, [f"{people.tertiary.id}:referral_office"])
