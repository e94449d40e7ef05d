"""Patients and their identifiers."""
