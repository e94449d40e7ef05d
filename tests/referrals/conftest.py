"""Referrals with the shipped processes published, and a patient of the first institution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.care.patients import service as patients
from app.cases.definitions.packages import import_shipped
from app.db import Database
from app.foundation.terminology import service as terminology
from tests.cast import Cast
from tests.hands import Hand, database, people

__all__ = ["database", "people"]
SHIPPED = Path(__file__).parents[2] / "workflows"


@pytest.fixture
def patient(database: Database, people: Cast) -> str:
    """A patient whom the first township doctor knows, with everything published that a referral needs."""
    with database.transaction() as session:
        terminology.load_sample(session)
        import_shipped(session, SHIPPED)
        given = patients.Given(name="叶文彬", sex="1")
        return str(patients.register(session, people.doctor.actor, given).id)


@pytest.fixture
def doctor(app: Flask, people: Cast) -> Hand:
    return Hand(app.test_client(), people.doctor)


@pytest.fixture
def answers(people: Cast) -> dict[str, Any]:
    """A start form filled in full."""
    return {
        "kind": "ordinary",
        "urgency": 3,
        "mode": "outpatient",
        "receiver": str(people.tertiary.id),
        "department": str(people.tertiary.departments["cardiology"]),
        "impression": ["I20.000"],
        "reason": "活动后胸闷 1 周，今晨加重，请评估是否住院。",
        "history": "高血压 8 年。",
        "allergies": "无",
        "treatment": "休息、吸氧。",
        "medication": "氨氯地平 5 mg 每日一次。",
        "results": "心电图 ST 段压低。",
        "consent_signed": True,
    }
