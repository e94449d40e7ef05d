"""What moves a case. Other features read the row of a case, and never write it."""

from app.cases.models import CaseFile

__all__ = ["CaseFile"]
