"""The history over HTTP: what was done in a case, and whether anything was rewritten."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from app.cases import queries
from app.foundation.access import policy
from app.foundation.identity.web import current_actor, require_role
from app.foundation.ledger.queries import history
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
        rows = [row for row in history(session, case_id) if sight.covers(row["at"])]
    return answered(Answer(listed(rows, len(rows))))


@blueprint.get("/audit/verification")
def verification() -> Response:
    """Prove the whole history; for auditors."""
    require_role("auditor")
    with database().reading() as session:
        done = verify(session, [queries.ledger_heads])
    findings = [
        {"chain": one.chain, "seq": one.seq, "row": one.row, "code": one.code, "zh": one.zh, "en": one.en}
        for one in done.findings
    ]
    return answered(Answer({"chains": done.chains, "rows": done.rows, "findings": findings}))
