"""Who reads what, as the documents say it and nothing else: `docs/access.md` and the manners of the interface.

Written without looking at the policy. Names of people are those of `tests.cast`; names of things are those that
`every_get_world` makes. A new GET rule of the application must be entered here before its tests pass.
"""

from __future__ import annotations

from dataclasses import dataclass

# ---- The cast, by house and by what a role may see -----------------------------------------------
PRIMARY = frozenset({"doctor", "doctor_two", "reviewer", "primary_nurse", "primary_lead"})
PRIMARY_TWO = frozenset({"other_doctor", "other_reviewer", "other_nurse", "other_lead"})
SECONDARY_STAFF = frozenset(
    {"secondary_office", "secondary_specialist", "secondary_clerk", "secondary_nurse", "secondary_lead"}
)
HOUSE_AUDITOR = frozenset({"house_auditor"})  # sees the secondary house's cases
SECONDARY = SECONDARY_STAFF | HOUSE_AUDITOR
TERTIARY_WIDE = frozenset({"office", "clerk", "nurse", "lead"})  # roles that see the institution's cases
CARDIOLOGY = frozenset({"specialist", "specialist_two"})
NEUROLOGY = frozenset({"neurologist"})
CITY_AUDITOR = frozenset({"auditor"})
DESIGNER = frozenset({"designer"})
ADMINISTRATOR = frozenset({"administrator"})
AUDITORS = CITY_AUDITOR | HOUSE_AUDITOR
STAFF = PRIMARY | PRIMARY_TWO | SECONDARY_STAFF | TERTIARY_WIDE | CARDIOLOGY | NEUROLOGY
EVERYBODY = STAFF | AUDITORS | DESIGNER | ADMINISTRATOR
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sight:
    """Who sees the whole of a case, and who only what was there until their part ended."""

    whole: frozenset[str]
    former: frozenset[str] = NOBODY

    @property
    def all(self) -> frozenset[str]:
        return self.whole | self.former


# ---- Things --------------------------------------------------------------------------------------
CASES = {
    # from the first township to the tertiary heart department, accepted, an appointment made
    "scheduled": Sight(PRIMARY | TERTIARY_WIDE | CARDIOLOGY | CITY_AUDITOR),
    # from the second township to the secondary house, nobody has decided yet
    "waiting": Sight(PRIMARY_TWO | SECONDARY | CITY_AUDITOR),
    # sent to the tertiary heart department, which redirected it to the secondary house
    "redirected": Sight(PRIMARY | SECONDARY | CITY_AUDITOR, former=TERTIARY_WIDE | CARDIOLOGY),
    # sent to the tertiary heart department, which rejected it
    "rejected": Sight(PRIMARY_TWO | CITY_AUDITOR, former=TERTIARY_WIDE | CARDIOLOGY),
    # redirected inside the tertiary house: its heart department has left, the house stays
    "moved_inside": Sight(PRIMARY | TERTIARY_WIDE | NEUROLOGY | CITY_AUDITOR, former=CARDIOLOGY),
    # still before the internal review: nothing has been sent to anybody
    "in_review": Sight(PRIMARY | CITY_AUDITOR),
    # begun by hand by the designer
    "trial": Sight(DESIGNER | CITY_AUDITOR),
}
REFERRALS = [name for name in CASES if name != "trial"]
DRAFTS = {"draft": frozenset({"doctor"})}

# Name and passport of each referral's patient.
PATIENTS = {
    "scheduled": ("慕容清荷", "EA1000001"),
    "waiting": ("欧阳守拙", "EA1000002"),
    "redirected": ("司徒望岳", "EA1000003"),
    "rejected": ("上官怀瑾", "EA1000004"),
    "moved_inside": ("诸葛问舟", "EA1000005"),
    "in_review": ("端木映雪", "EA1000006"),
}
# Institutions where a patient is known: its staff find the patient beside those who see the case.
KNOWN_AT = {
    "scheduled": PRIMARY,
    "waiting": PRIMARY_TWO,
    "redirected": PRIMARY,
    "rejected": PRIMARY_TWO,
    "moved_inside": PRIMARY | PRIMARY_TWO,
    "in_review": PRIMARY,
}
PATIENT_READERS = {name: (CASES[name].all | KNOWN_AT[name]) & STAFF for name in PATIENTS}

# A consent is part of its case; all of these were given before anybody's part ended.
CONSENT_READERS = {name: CASES[name].all for name in REFERRALS}

# Files by the case to which they were attached at its start, and two others.
FILE_READERS = {
    **{name: CASES[name].all for name in REFERRALS},
    "redirected, later": CASES["redirected"].whole,
    "draft": frozenset({"doctor"}),
    "unattached": frozenset({"doctor"}),
}

# Tasks; a former party reads those of its time.
TASK_READERS = {
    "scheduled: review": CASES["scheduled"].all,
    "scheduled: triage": CASES["scheduled"].all,
    "scheduled: schedule": CASES["scheduled"].all,
    "scheduled: arrival": CASES["scheduled"].all,
    "waiting: review": CASES["waiting"].all,
    "waiting: triage": CASES["waiting"].all,
    "redirected: review": CASES["redirected"].all,
    "redirected: first triage": CASES["redirected"].all,
    "redirected: second triage": CASES["redirected"].whole,
    "redirected: amend": CASES["redirected"].whole,
    "redirected: third triage": CASES["redirected"].whole,
    "rejected: review": CASES["rejected"].all,
    "rejected: triage": CASES["rejected"].all,
    "moved_inside: review": CASES["moved_inside"].all,
    "moved_inside: first triage": CASES["moved_inside"].all,
    "moved_inside: second triage": CASES["moved_inside"].whole,
    "in_review: review": CASES["in_review"].all,
    "trial: a": CASES["trial"].all,
}
# Open tasks, by who may do them: the inbox of each person.
INBOX = {
    "scheduled: arrival": frozenset({"clerk", "nurse"}),
    "waiting: triage": frozenset({"secondary_specialist"}),
    "redirected: third triage": frozenset({"secondary_specialist"}),
    "moved_inside: second triage": NEUROLOGY,
    "in_review: review": frozenset({"reviewer"}),
    "trial: a": DESIGNER,
}
# Done tasks that must stand in the list of whoever did them.
DONE_BY = {
    "scheduled: review": "reviewer",
    "scheduled: triage": "specialist",
    "scheduled: schedule": "clerk",
    "waiting: review": "other_reviewer",
    "redirected: first triage": "specialist",
    "redirected: second triage": "secondary_specialist",
    "redirected: amend": "doctor",
    "rejected: triage": "specialist",
}
STATES = {
    "draft": {"draft"},
    "awaiting_review": {"in_review"},
    "awaiting_triage": {"waiting", "redirected", "moved_inside"},
    "in_transit": {"scheduled"},
    "rejected": {"rejected"},
}
STATE_OF = {name: state for state, names in STATES.items() for name in names}
# What a former party may still open, and must not find later tasks in.
TASKS_THAT_CAME_LATER = ("redirected: second triage", "redirected: amend", "redirected: third triage")
WITHOUT_WHAT_CAME_LATER = (
    *("/referrals", "/referrals/{case}", "/referrals/{case}/history"),
    *("/cases/{case}", "/cases/{case}/history", "/tasks/{triage}", "/tasks/{review}"),
)
# Patients whom the tertiary house finds only through a case.
HANDED_BY_SEARCH = ("EA1000001", "EA1000003", "EA1000005")
# Written after the tertiary house had left the redirected case.
PRIVATE = {"asked": "缺心脏彩超请补", "answered": "彩超射血分数五十五", "remark": "已电话联系家属"}

# ---- Rules ---------------------------------------------------------------------------------------
# Without signing in.
PUBLIC = {"/api/v1/openapi.json", "/healthz", "/readyz", "/metrics", "/static/<path:name>"}

# Lists and single things without an id: who may read them; others are answered 403.
PLAIN = {
    "/api/v1/clock": EVERYBODY,
    "/api/v1/consent-texts": EVERYBODY,
    "/api/v1/definitions": EVERYBODY,
    "/api/v1/departments": EVERYBODY,
    "/api/v1/doctors": EVERYBODY,
    "/api/v1/icd10": EVERYBODY,
    "/api/v1/institutions": EVERYBODY,
    "/api/v1/patients": EVERYBODY,
    "/api/v1/referrals": EVERYBODY,
    "/api/v1/services": EVERYBODY,
    "/api/v1/session": EVERYBODY,
    "/api/v1/sessions": EVERYBODY,
    "/api/v1/tasks": EVERYBODY,
    # proves the chains of the whole city and counts them: not for somebody who sees one house
    "/api/v1/audit/verification": CITY_AUDITOR,
}
# Plain rules whose answer is the same for everybody: common knowledge of the network.
COMMON = {
    *("/api/v1/consent-texts", "/api/v1/definitions", "/api/v1/departments", "/api/v1/doctors"),
    *("/api/v1/icd10", "/api/v1/institutions", "/api/v1/services"),
}


@dataclass(frozen=True)
class Read:
    """A rule with an id: the kind of thing, who reads which of them, and who sees them without being allowed this.

    `readers` are answered 200, `refused` 403, all others exactly as for an id that does not exist: 404.
    """

    kind: str
    readers: dict[str, frozenset[str]]
    refused: dict[str, frozenset[str]]

    def status(self, thing: str, person: str) -> int:
        if person in self.readers[thing]:
            return 200
        return 403 if person in self.refused.get(thing, NOBODY) else 404

    def alike(self, person: str) -> list[list[str]]:
        """The things in groups that are one to this person: same answer, and whole or former sight."""
        groups: dict[tuple[int, bool], list[str]] = {}
        for thing in self.readers:
            former = self.kind == "case" and person in CASES[thing].former
            groups.setdefault((self.status(thing, person), former), []).append(thing)
        return list(groups.values())


def _for_all(names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(names, EVERYBODY)


CASE_READERS = {name: sight.all for name, sight in CASES.items()}
REFERRAL_READERS = {name: CASES[name].all for name in REFERRALS}
# Variables are for auditors, and for the designer who began the case by hand.
VARIABLES_READERS = {name: who & (AUDITORS | DESIGNER) for name, who in CASE_READERS.items()}
PROCESSES = _for_all(("shipped", "published"))
HOUSES = _for_all(("primary", "primary_two", "secondary", "tertiary"))

READS = {
    "/api/v1/cases/<which>": Read("case", CASE_READERS, {}),
    "/api/v1/cases/<which>/history": Read("case", CASE_READERS, {}),
    "/api/v1/cases/<which>/variables": Read("case", VARIABLES_READERS, CASE_READERS),
    "/api/v1/consents/<which>": Read("consent", CONSENT_READERS, {}),
    "/api/v1/definitions/<key>": Read("process", PROCESSES, {}),
    "/api/v1/definitions/<key>/versions": Read("process", PROCESSES, {}),
    "/api/v1/definitions/<key>/versions/<number>": Read("process", PROCESSES, {}),
    "/api/v1/files/<which>": Read("file", FILE_READERS, {}),
    "/api/v1/files/<which>/details": Read("file", FILE_READERS, {}),
    "/api/v1/institutions/<which>/settings": Read("institution", HOUSES, {}),
    "/api/v1/patients/<patient>/consents": Read("patient", PATIENT_READERS, {}),
    "/api/v1/patients/<which>": Read("patient", PATIENT_READERS, {}),
    "/api/v1/referrals/<which>": Read("case", REFERRAL_READERS, {}),
    "/api/v1/referrals/<which>/actions": Read("case", REFERRAL_READERS, {}),
    "/api/v1/referrals/<which>/history": Read("case", REFERRAL_READERS, {}),
    "/api/v1/referrals/<which>/variables": Read(
        "case", {name: VARIABLES_READERS[name] for name in REFERRALS}, REFERRAL_READERS
    ),
    "/api/v1/tasks/<which>": Read("task", TASK_READERS, {}),
}
# Rules that are read by everybody for every thing; at the others each person reads one thing of each sort.
EVERY_THING = {
    *("/api/v1/consents/<which>", "/api/v1/files/<which>/details", "/api/v1/patients/<which>"),
    *("/api/v1/referrals/<which>", "/api/v1/tasks/<which>"),
}
# A draft is no case yet: its writer reads it, for everybody else it is not there.
DRAFT_RULES = {"/api/v1/referrals/<which>", "/api/v1/referrals/<which>/actions"}

# What is no id at all, and numbers of versions that never were.
MALFORMED_IDS = ("x", "0", "00000000-0000-0000-0000-00000000000g", "%00", "%27%20or%201=1", "123e4567-e89b")
MALFORMED_NUMBERS = ("0", "-1", "x", "99999999999999999999", "1.0", "%20")

# ---- Pages for browsers ---------------------------------------------------------------------------
# Without signing in; every other page leads a stranger to the door.
OPEN_PAGES = {"/sign-in"}
# Lead on to another page without looking at anything.
ONWARD_PAGES = {"/inbox/<which>/<step>": "/inbox/<which>"}
PAGES = {
    "/history/<which>": READS["/api/v1/cases/<which>/history"],
    "/inbox/<which>": READS["/api/v1/tasks/<which>"],
    "/referrals/<which>": READS["/api/v1/referrals/<which>"],
}
# Pages that ask something before they change it: what they answer to those who see the thing is theirs to say.
ASKING_PAGES = {
    "/referrals/<which>/actions/<name>": READS["/api/v1/referrals/<which>"],
    "/referrals/<which>/discard": READS["/api/v1/referrals/<which>"],
    "/referrals/<which>/edit": READS["/api/v1/referrals/<which>"],
    "/referrals/<which>/unmask": READS["/api/v1/referrals/<which>"],
}
# Pages about processes, which everybody may read, and samples.
PROCESS_PAGES = ("/designer", "/ui-kit")
# Drawing a page is dear: one person of each house and sort of sight reads them.
PAGE_READERS = (
    *("doctor", "other_doctor", "secondary_nurse", "specialist", "specialist_two", "neurologist", "office"),
    *("auditor", "house_auditor", "designer", "administrator"),
)
