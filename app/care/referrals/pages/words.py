"""Small pieces of wording that the pages of referrals share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.cases import WorkItem
from app.cases import queries as cases
from app.cases.definitions import queries as definitions
from app.ui.states import ROLE_KEYS
from app.ui.view import t
from app.ui.words import Language
from app.web import language

# Answers that say that there is nothing to warn of.
NO_ALLERGY = frozenset({"", "无", "没有", "否认", "无过敏史", "否认过敏史", "none", "no", "nil"})
# GB/T 2261.1; where the sex is unknown or not stated nothing is said.
SEXES = {"1": ("男", "M"), "2": ("女", "F")}


def named(place: Mapping[str, Any] | None) -> str:
    """The name of an institution or department as `showing` gives it, in the reader's language."""
    return said(place["name"], place["name_en"], language()) if place else ""


def said(zh: str, en: str, wanted: Language) -> str:
    """The English where it is wanted and there, else the Chinese."""
    return (en if wanted == "en" else "") or zh


def role_words(role: str | None) -> str:
    """A role in words."""
    return t(ROLE_KEYS[role]) if role in ROLE_KEYS else ""


def holder_words(item: WorkItem) -> str:
    """Who has a task; when nobody, whose it is to take."""
    if item.holder_name:
        return item.holder_name
    return f"{t('nobody')} {role_words(cases.waiting_for(item)['role'])}".strip()


def process_names(session: Session) -> dict[str, str]:
    """The name of every published process, by key."""
    return {one["key"]: said(one["name"], one["name_en"], language()) for one in definitions.listed(session)}


def patient_line(subject: Mapping[str, Any] | None) -> str:
    """Sex and age as they stand after a name."""
    if not subject:
        return ""
    zh, en = SEXES.get(subject["sex"], ("", ""))
    age = subject["age"]
    years = "" if age is None else t("case.years", n=age)
    return " ".join(part for part in (said(zh, en, language()), years) if part)


def strip_of(subject: Mapping[str, Any], allergies: str = "") -> dict[str, str]:
    """The patient as the macro `patient_strip` wants it; everything masked."""
    years = subject["age"]
    zh, en = SEXES.get(subject["sex"], ("", ""))
    return {
        "name": subject["name"],
        "sex": said(zh, en, language()),
        "age": "" if years is None else t("case.years", n=years),
        "allergy": "" if allergies.strip(" 。.").lower() in NO_ALLERGY else allergies,
        "id_masked": subject["identifiers"][0]["masked"] if subject["identifiers"] else "",
        "phone_masked": subject["phone"] or "",
    }


def ending_words(ending: str | None) -> str:
    """How a case ended, in words; an ending that a new process brings itself is told by its code."""
    told = {
        "completed": t("case.end.completed"),
        "sent_down": t("case.end.sent_down"),
        "advised": t("case.end.advised"),
        "unacknowledged": t("case.end.unacknowledged"),
        "rejected": t("case.end.rejected"),
        "withdrawn": t("case.end.withdrawn"),
        "closed": t("case.end.closed"),
        "died": t("case.end.died"),
        "transferred": t("case.end.transferred"),
        "no_arrival": t("case.end.no_arrival"),
        "agreed": t("case.end.agreed"),
        "consent_refused": t("case.end.consent_refused"),
        "unsuitable": t("case.end.unsuitable"),
        "superseded": t("case.end.superseded"),
    }
    return told.get(ending or "", ending or "")
