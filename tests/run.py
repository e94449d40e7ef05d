"""`make test`: see that there is a browser, say what had to be installed, then become pytest in two processes."""

from __future__ import annotations

import os
import sys

from tests import chromium

PROCESSES = ("-n", "2")


def main(arguments: list[str]) -> None:
    """Run the suite; `arguments` go to pytest."""
    try:
        program, said = chromium.provide()
    except chromium.NoBrowser as problem:
        sys.exit(f"\n{problem}")
    for sentence in said:
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
    os.environ["LIANDONG_CHROMIUM"] = str(program)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *PROCESSES, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
