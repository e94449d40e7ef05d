"""Who sees a case: by party, by work, by scope; and how far after one's part has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import CaseFile
from app.db import Database, new_id
from app.errors import NotFound
from app.foundation.access import policy
from app.foundation.access.rights import RIGHTS
from app.foundation.identity import service as identity
from app.foundation.identity.actor import ROLES, Actor
from app.foundation.identity.queries import actor_of
from tests.access.making import LEFT, START, case, party, task
from tests.cast import Cast, Member


@pytest.fixture
def session(database: Database, cast: Cast) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def seen_by(session: Session, cast: Cast, case_id: object) -> set[str]:
    """The members who see the case in a list; single reads must agree."""
    listed = set()
    for key, member in cast.people.items():
        in_list = session.execute(
            select(CaseFile.id).where(CaseFile.id == case_id, policy.visible_cases(member.actor))
        ).first()
        assert policy.may_see(session, member.actor, case_id) == (in_list is not None)
        if in_list:
            listed.add(key)
        else:
            with pytest.raises(NotFound):
                policy.sight(session, member.actor, case_id)
    return listed


def until(session: Session, member: Member, case_id: object) -> object:
    return policy.sight(session, member.actor, case_id).until


SENDERS = {"doctor", "doctor_two", "reviewer", "primary_nurse", "primary_lead"}
TERTIARY = {"office", "clerk", "nurse", "lead"}


def test_every_role_has_its_row_in_the_table() -> None:
    assert set(RIGHTS) == set(ROLES)


def test_strangers_see_no_case_without_parties_but_the_citys_auditor_does(session: Session, cast: Cast) -> None:
    assert seen_by(session, cast, case(session, cast.other_doctor)) == {"auditor"}


def test_sender_sees_the_case_as_a_house_and_others_do_not(session: Session, cast: Cast) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.primary.id, capacity="sender")
    assert seen_by(session, cast, made) == SENDERS | {"auditor"}


def test_receiving_department_sees_it_with_the_offices_of_the_house_but_not_another_department(
    session: Session, cast: Cast
) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.tertiary.id, cast.tertiary.departments["cardiology"])
    assert seen_by(session, cast, made) == TERTIARY | {"specialist", "specialist_two", "auditor"}


def test_specialist_of_another_department_sees_it_while_work_of_it_waits_for_them(
    session: Session, cast: Cast
) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.tertiary.id, cast.tertiary.departments["cardiology"])
    task(session, made, cast.neurologist.actor.groups)
    assert "neurologist" in seen_by(session, cast, made)
    assert until(session, cast.neurologist, made) is None


def test_holder_sees_it_and_a_closed_task_of_no_party_shows_nothing(session: Session, cast: Cast) -> None:
    made, closed = case(session, cast.doctor), case(session, cast.doctor)
    task(session, made, holder=cast.other_doctor.person)
    task(session, closed, closed_at=START, closed_by=cast.other_doctor.person, closed_how="completed")
    assert seen_by(session, cast, made) == {"other_doctor", "auditor"}
    assert seen_by(session, cast, closed) == {"auditor"}


def test_specialist_keeps_sight_of_what_they_did_in_a_house_that_takes_part(session: Session, cast: Cast) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.tertiary.id, cast.tertiary.departments["cardiology"])
    task(session, made, closed_at=START, closed_by=cast.neurologist.person, closed_how="completed")
    assert "neurologist" in seen_by(session, cast, made)


def test_specialist_sees_what_they_began(session: Session, cast: Cast) -> None:
    made = case(session, cast.specialist)
    party(session, made, cast.tertiary.id, capacity="sender")
    assert seen_by(session, cast, made) == TERTIARY | {"specialist", "auditor"}


def test_house_that_rejected_sees_it_until_it_left(session: Session, cast: Cast) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.primary.id, capacity="sender")
    party(session, made, cast.tertiary.id, cast.tertiary.departments["cardiology"], left=True)
    for member in (cast.office, cast.specialist, cast.lead):
        sight = policy.sight(session, member.actor, made)
        assert sight.until == LEFT
        assert sight.covers(LEFT)
        assert not sight.covers(LEFT + timedelta(seconds=1))
    assert until(session, cast.doctor, made) is None
    assert until(session, cast.auditor, made) is None


def test_department_that_redirected_inside_its_house_leaves_while_the_house_stays(
    session: Session, cast: Cast
) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.tertiary.id, cast.tertiary.departments["cardiology"], left=True)
    party(session, made, cast.tertiary.id, cast.tertiary.departments["neurology"])
    assert until(session, cast.specialist, made) == LEFT
    assert until(session, cast.neurologist, made) is None
    assert until(session, cast.office, made) is None


def test_house_that_left_and_came_back_sees_everything_again(session: Session, cast: Cast) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.secondary.id, left=True)
    assert until(session, cast.secondary_office, made) == LEFT
    party(session, made, cast.secondary.id)
    assert until(session, cast.secondary_office, made) is None


def test_auditor_of_a_house_sees_only_its_cases_and_only_as_long_as_it_does(session: Session, cast: Cast) -> None:
    made, foreign = case(session, cast.doctor), case(session, cast.doctor)
    party(session, made, cast.secondary.id, left=True)
    assert until(session, cast.house_auditor, made) == LEFT
    assert not policy.may_see(session, cast.house_auditor.actor, foreign)


def test_designer_sees_their_own_trials_and_no_patients_case(session: Session, cast: Cast) -> None:
    trial = case(session, cast.designer, by_hand=True)
    clinical = case(session, cast.doctor)
    party(session, clinical, cast.tertiary.id)
    assert policy.may_see(session, cast.designer.actor, trial)
    assert not policy.may_see(session, cast.administrator.actor, trial)
    assert not policy.may_see(session, cast.designer.actor, clinical)
    assert not policy.may_see(session, cast.administrator.actor, clinical)


def test_person_sees_in_one_post_nothing_of_what_another_post_shows(session: Session, cast: Cast) -> None:
    made = case(session, cast.doctor)
    party(session, made, cast.primary.id, capacity="sender")
    held = case(session, cast.other_doctor)
    task(session, held, holder=cast.doctor.person, holder_institution=cast.primary.id)
    elsewhere = identity.add_post(session, cast.doctor.person, cast.secondary.id, "nurse")
    actor = actor_of(session, elsewhere)
    assert isinstance(actor, Actor)
    assert policy.may_see(session, cast.doctor.actor, made)
    assert not policy.may_see(session, actor, made)
    assert policy.may_see(session, cast.doctor.actor, held)
    assert not policy.may_see(session, actor, held)


def test_random_id_is_answered_like_a_foreign_one(session: Session, cast: Cast) -> None:
    foreign = case(session, cast.other_doctor)
    answers = set()
    for which in (foreign, new_id()):
        with pytest.raises(NotFound) as caught:
            policy.sight(session, cast.doctor.actor, which)
        answers.add(
            (caught.value.status, caught.value.code, caught.value.zh, caught.value.en, str(caught.value.extra))
        )
    assert len(answers) == 1


def test_many_are_judged_like_one(session: Session, cast: Cast) -> None:
    own, foreign = case(session, cast.doctor), case(session, cast.other_doctor)
    party(session, own, cast.primary.id, capacity="sender")
    assert policy.which_are_visible(session, cast.doctor.actor, [own, foreign, new_id()]) == {own}
    ids = session.execute(policy.visible_case_ids(cast.doctor.actor)).scalars().all()
    assert ids == [own]
