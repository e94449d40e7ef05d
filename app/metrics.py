"""`/metrics` for Prometheus: requests by route, what is due and how late, workers alive. No personal data.

Several web processes add up their figures in the folder that `PROMETHEUS_MULTIPROC_DIR` names; the launcher sets
it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.foundation.timekeeping import gauges

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10)
UNKNOWN = "unknown"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def install(app: Flask) -> None:
    """Count every request of this application and serve the figures."""
    own = CollectorRegistry()
    requests = Counter("liandong_requests", "Answered requests", ("method", "route", "status"), registry=own)
    seconds = Histogram("liandong_request_seconds", "Time to answer", ("route",), registry=own, buckets=BUCKETS)

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else UNKNOWN
        requests.labels(request.method, route, str(response.status_code)).inc()
        seconds.labels(route).observe(time.perf_counter() - g.get("begun", time.perf_counter()))
        return response

    app.register_blueprint(_blueprint(own, Backlog(app.extensions["database"])))


class Backlog:
    """What is due and not done, read when asked; says nothing while the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[Metric]:
        """Figures of the sweeper, by kind."""
        try:
            with self._database.reading() as session:
                rows, alive = gauges.backlog(session), gauges.workers(session)
        except SQLAlchemyError:
            return
        due = GaugeMetricFamily("liandong_due", "Things due by now and not done", labels=["kind"])
        late = GaugeMetricFamily("liandong_due_late_seconds", "Lateness of the oldest of them", labels=["kind"])
        parked = GaugeMetricFamily("liandong_due_parked", "Things given up, waiting for people", labels=["kind"])
        for row in rows:
            due.add_metric([row.kind], row.due)
            late.add_metric([row.kind], row.late_seconds)
            parked.add_metric([row.kind], row.parked)
        yield from (due, late, parked)
        yield GaugeMetricFamily("liandong_workers", "Workers alive", value=alive)


def _blueprint(own: CollectorRegistry, backlog: Backlog) -> Blueprint:
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def metrics() -> Response:
        shown = own
        if SHARED_FOLDER in os.environ:
            shown = CollectorRegistry()
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]  # the library types only a part
        figures = CollectorRegistry()
        figures.register(backlog)
        return Response(generate_latest(shown) + generate_latest(figures), content_type=CONTENT_TYPE_LATEST)

    return blueprint
