"""Code tables, and how Chinese is found by its sound."""
