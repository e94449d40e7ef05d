"""What moves a case. Other features read these rows, and never write them."""

from app.cases.models import CaseFile, Incident, WorkItem

__all__ = ["CaseFile", "Incident", "WorkItem"]
