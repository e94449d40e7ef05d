"""Problems at the command line: the same sentence that programs and pages get, as a command's error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.errors import Problem


@contextmanager
def said() -> Iterator[None]:
    """Turn a `Problem` into the command's error message and exit status 1."""
    try:
        yield
    except Problem as problem:
        details = "".join(f"\n{one.path}: {one.zh} {one.en}" for one in problem.fields)
        raise click.ClickException(f"{problem.zh} {problem.en}{details}") from problem
