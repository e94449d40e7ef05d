"""FEEL's built-in functions, by subject (DMN 10.3.4)."""
