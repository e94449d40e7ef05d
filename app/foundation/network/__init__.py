"""Institutions, departments, the directory of services and the settings of each."""
