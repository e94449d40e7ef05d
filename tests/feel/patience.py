"""Property tests that do not mind a busy machine: no deadline for an example, no complaint about slow drawing."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
