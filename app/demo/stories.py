"""What happens to the invented patients. A story is a generator: it acts, then yields how long it waits.

Each is played by the real engine through the API, so nothing in the demonstration is painted on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.clock import ZONE
from app.demo.complaints import Complaint
from app.journey.client import Account, Client
from app.journey.filling import fill
from app.journey.hands import Hands

Story = Iterator[timedelta]
# The way so far: waits like a story and gives back who holds the case then.
Way = Generator[timedelta, None, Hands]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
VISIT_AHEAD = timedelta(hours=20)
ACCEPTED = "同意接收。来院前继续目前用药，请带齐近期检查单；病情加重随时走绿色通道。"
VISIT = {"place": "门诊楼三层 12 诊室", "bring": "身份证、医保卡、既往检查单"}
OUTCOME = {
    "summary": "完善检查后调整治疗，症状缓解，病情稳定。",
    "advice": "按医嘱服药，两周后在基层复查，有变化及时联系。",
    "medication": "按出院带药清单，详见处方。",
}
DISCHARGE = {
    "results": "入院检查已完善，复查各项指标较前好转。",
    "treatment": "规范药物治疗，症状缓解，生命体征平稳。",
    "next_plan": "继续口服药物，每周测量并记录，一个月后复查。",
    "rehabilitation": "低盐饮食，循序渐进活动，避免劳累。",
    "medication": "按出院带药清单，用法用量见处方。",
    "discharge_summary": "住院期间诊治顺利，目前病情稳定，符合下转标准，转回基层继续康复与随访。",
}


@dataclass
class Telling:
    """One referral about to happen: who refers whom, where to, why; `hands` once it is sent."""

    client: Client
    chance: random.Random
    doctor: Account
    patient: str
    receiver: str
    department: str
    complaint: Complaint

    def refer(self, *, send: bool = True, **chosen: Any) -> Hands:
        """Fill the start form and send it, or leave it as a draft."""
        form = self.client.get("/api/v1/definitions/upward_referral", self.doctor).body["start_form"]
        answers = fill(self.client, self.doctor, form, {**self._wanted(), **chosen})
        body = {"process": "upward_referral", "patient": self.patient, "answers": answers, "send": send}
        made = self.client.post("/api/v1/referrals", body, self.doctor).body
        return Hands(self.client, made["id"], self.reader)

    def reviewed(self) -> Hands:
        """Sent, and through internal review where the institution has it."""
        hands = self.refer()
        if "internal_review" in hands.open():
            hands.do("internal_review", decision="approve")
        return hands

    def soon(self) -> str:
        """A visit the next day, as the form wants it."""
        return (self.client.now(self.doctor) + VISIT_AHEAD).astimezone(ZONE).isoformat(timespec="minutes")

    @property
    def reader(self) -> Account:
        """Who looks where the case stands: the city's auditor, who sees linked cases too."""
        return self.client.who("auditor")

    def pause(self, least: timedelta, most: timedelta) -> timedelta:
        """Some time between the two."""
        return least + (most - least) * self.chance.random()

    def _wanted(self) -> dict[str, Any]:
        why = self.complaint
        return {
            "kind": "green_channel" if why.green else "ordinary",
            "urgency": why.urgency,
            "mode": "inpatient" if why.urgency <= 2 else "outpatient",
            "receiver": self.receiver,
            "department": self.department,
            "impression": [why.diagnosis],
            "reason": why.reason,
            "history": why.history,
            "allergies": why.allergies,
            "treatment": why.treatment,
            "medication": why.medication,
            "results": why.results,
            "consent_signed": True,
        }


def only_sent(told: Telling) -> Story:
    """Waits for internal review, or for triage where there is none."""
    told.refer()
    yield HOUR


def kept_as_draft(told: Telling) -> Story:
    """Begun and put aside."""
    told.refer(send=False)
    yield HOUR


def returned_by_review(told: Telling) -> Story:
    """The reviewer wants more; the doctor has not answered yet."""
    hands = told.refer()
    yield told.pause(HOUR, 3 * HOUR)
    if "internal_review" in hands.open():
        hands.do("internal_review", decision="return", note="请补充近一周的血压记录。")


def awaiting_triage(told: Telling) -> Story:
    """At the receiver, unclaimed."""
    told.reviewed()
    yield HOUR


def returned_by_receiver(told: Telling) -> Story:
    """The specialist wants more; the clock is paused."""
    hands = told.reviewed()
    yield told.pause(HOUR, 4 * HOUR)
    hands.do("triage", decision="return", note="请补充用药剂量和近期化验单。")


def rejected(told: Telling) -> Story:
    """Not for this receiver."""
    hands = told.reviewed()
    yield told.pause(HOUR, 8 * HOUR)
    hands.do("triage", decision="reject", reason_code="other")


def advised(told: Telling) -> Story:
    """Advice is enough; the sender reads it."""
    hands = told.reviewed()
    yield told.pause(HOUR, 8 * HOUR)
    hands.do(
        "triage",
        decision="advise",
        advice="可在当地继续治疗：按方案加量，两周后复查；胸痛持续超过 15 分钟即走绿色通道。",
    )


def accepted(told: Telling) -> Story:
    """Accepted, not yet arranged."""
    hands = told.reviewed()
    yield told.pause(HOUR, 6 * HOUR)
    hands.do("triage", decision="accept", advice=ACCEPTED)


def arranged(told: Telling) -> Story:
    """A visit tomorrow; the patient is told and expected."""
    hands = told.reviewed()
    yield told.pause(HOUR, 6 * HOUR)
    hands.do("triage", decision="accept", advice=ACCEPTED)
    yield told.pause(HOUR / 4, HOUR)
    hands.do("schedule", result="visit", starts_at=told.soon(), **VISIT)


def not_shown(told: Telling) -> Story:
    """The patient did not come and is to be arranged again."""
    hands = yield from _arranged(told)
    yield VISIT_AHEAD + 2 * HOUR
    hands.do("register_arrival", outcome="no_show", reason_code="other")


def in_treatment(told: Telling) -> Story:
    """Arrived and treated."""
    yield from _arrived(told)


def reported(told: Telling) -> Story:
    """The outcome is reported; the sender has not acknowledged it."""
    yield from _reported(told)


def completed(told: Telling) -> Story:
    """The loop is closed."""
    hands = yield from _reported(told)
    yield told.pause(2 * HOUR, DAY)
    hands.do("acknowledge", decision="acknowledge")


def withdrawn(told: Telling) -> Story:
    """The sender takes it back before it is accepted."""
    hands = told.reviewed()
    yield told.pause(HOUR, 3 * HOUR)
    hands.act("withdraw", told.doctor, "患者改去外地就诊。")


def died(told: Telling) -> Story:
    """The patient dies in the receiver's care."""
    hands = yield from _arrived(told)
    yield told.pause(DAY, 2 * DAY)
    hands.do("treat", outcome="died", note="抢救无效死亡。")


def sent_down(told: Telling) -> Story:
    """Stable, and proposed to go home; the patient is to decide."""
    yield from _discharged(told)


def coming_home(told: Telling) -> Story:
    """The primary institution is to name a doctor."""
    hands = yield from _discharged(told)
    yield told.pause(HOUR, 4 * HOUR)
    hands.linked("down_of").do("patient_decision", decision="agree", primary_institution=told.doctor.institution)


def followed_up(told: Telling) -> Story:
    """Home, and in follow-up."""
    down = yield from _home(told)
    yield from _until_visit(down)
    down.do("follow_up", readings=[{"value": 128}])


def bounced_back(told: Telling) -> Story:
    """Home, and beyond the threshold at the first visit: a new upward referral."""
    down = yield from _home(told)
    yield from _until_visit(down)
    down.do("follow_up", readings=[{"value": 182}])


def _until_visit(down: Hands) -> Story:
    """A visit opens when its time comes; nobody knows the hour beforehand."""
    while "follow_up" not in down.open():
        yield DAY / 2


def _arranged(told: Telling) -> Way:
    hands = told.reviewed()
    yield told.pause(HOUR, 6 * HOUR)
    hands.do("triage", decision="accept", advice=ACCEPTED)
    yield told.pause(HOUR / 4, HOUR)
    hands.do("schedule", result="visit", starts_at=told.soon(), **VISIT)
    return hands


def _arrived(told: Telling) -> Way:
    hands = yield from _arranged(told)
    yield VISIT_AHEAD + HOUR / 4
    hands.do("register_arrival", outcome="arrived")
    return hands


def _reported(told: Telling) -> Way:
    hands = yield from _arrived(told)
    yield told.pause(DAY, 4 * DAY)
    hands.do("treat", outcome="report", note="已完善检查，治疗后症状缓解。")
    yield told.pause(HOUR, 6 * HOUR)
    hands.do("report_outcome", diagnosis=[told.complaint.diagnosis], **OUTCOME)
    return hands


def _discharged(told: Telling) -> Way:
    hands = yield from _arrived(told)
    yield told.pause(2 * DAY, 5 * DAY)
    hands.do("treat", outcome="send_down", note="病情稳定，可回基层康复。")
    yield told.pause(HOUR, 4 * HOUR)
    plan = [{"every_days": 7, "times": 4, "low": 90, "high": 140}]
    package = {**DISCHARGE, "diagnosis": [told.complaint.diagnosis]}
    hands.do("discharge", stable=True, follow_up_plan=plan, **package)
    return hands


def _home(told: Telling) -> Way:
    up = yield from _discharged(told)
    down = up.linked("down_of")
    yield told.pause(HOUR, 4 * HOUR)
    down.do("patient_decision", decision="agree", primary_institution=told.doctor.institution)
    yield told.pause(HOUR, 4 * HOUR)
    down.do("assign_doctor", doctor=told.doctor.person)
    yield told.pause(HOUR, 4 * HOUR)
    down.do("accept_transfer", decision="accept")
    yield told.pause(HOUR, DAY)
    down.do("register_return", outcome="arrived")
    return down


@dataclass(frozen=True)
class Chapter:
    """A story, how often it happens, and how many days before today it begins at the earliest and latest."""

    tell: Callable[[Telling], Story]
    times: int
    earliest: float
    latest: float
    green: bool = False


CHAPTERS = (
    Chapter(kept_as_draft, 3, 2, 0.2),
    Chapter(only_sent, 4, 0.5, 0.1),
    Chapter(returned_by_review, 2, 0.9, 0.4),
    Chapter(awaiting_triage, 7, 1.2, 0.1),
    Chapter(awaiting_triage, 1, 0.1, 0.05, green=True),
    Chapter(returned_by_receiver, 2, 0.9, 0.4),
    Chapter(rejected, 3, 20, 2),
    Chapter(advised, 2, 10, 1),
    Chapter(accepted, 4, 0.6, 0.35),
    Chapter(arranged, 5, 0.9, 0.4),
    Chapter(not_shown, 2, 3, 2.2),
    Chapter(in_treatment, 5, 5, 2),
    Chapter(in_treatment, 1, 4, 2, green=True),
    Chapter(reported, 3, 8, 6.5),
    Chapter(completed, 8, 40, 9),
    Chapter(withdrawn, 2, 20, 1),
    Chapter(died, 1, 15, 8),
    Chapter(sent_down, 2, 8, 7),
    Chapter(coming_home, 1, 9, 8),
    Chapter(followed_up, 3, 28, 20),
    Chapter(bounced_back, 1, 22, 19),
)
