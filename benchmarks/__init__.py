"""Figures with a floor beside them, measured in one run; `python -m benchmarks` runs them all."""
