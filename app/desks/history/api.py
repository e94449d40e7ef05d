"""The history over HTTP: what was done in a case, and whether anything was rewritten."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from app.cases import queries, within
from app.errors import Forbidden
from app.foundation.access import policy
from app.foundation.identity.web import current_actor, require_role
from app.foundation.ledger.verifying import verify
from app.idempotency import Answer
from app.web import answered, database, listed, path_id

blueprint = Blueprint("history", __name__, url_prefix="/api/v1", description="History")


@blueprint.get("/cases/<which>/history")
def read(which: str) -> Response:
    """What was done in a case, oldest first, as far as the actor sees it."""
    actor = current_actor()
    with database().reading() as session:
        case_id = path_id(which)
        sight = policy.sight(session, actor, case_id)
        rows = within.history(session, sight)
    return answered(Answer(listed(rows, len(rows))))


@blueprint.get("/audit/verification")
def verification() -> Response:
    """Prove the whole history; for the city's auditors, for it counts every institution's cases."""
    if require_role("auditor").scope != "city":
        raise Forbidden(
            "city_auditors_only",
            "全部历史只由全市的审计核对。",
            "Only an auditor of the whole city may prove the whole history.",
        )
    with database().reading() as session:
        done = verify(session, [queries.ledger_heads])
    findings = [
        {"chain": one.chain, "seq": one.seq, "row": one.row, "code": one.code, "zh": one.zh, "en": one.en}
        for one in done.findings
    ]
    return answered(Answer({"chains": done.chains, "rows": done.rows, "findings": findings}))
