"""`make bench`: one JSON line per figure, also written to docs/benchmarks.json."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import completion, engine_hop

TARGET = Path(__file__).parents[1] / "docs" / "benchmarks.json"


def main() -> None:
    """Run every benchmark and keep the figures."""
    figures = [engine_hop.measure(30), *completion.measure()]
    for figure in figures:
        print(json.dumps(figure))
    TARGET.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


main()
