"""`flask --app wsgi terminology …`"""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.foundation.terminology import queries, service
from app.web import database

group = AppGroup("terminology", help="编码表 Code tables.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load(file: Path | None) -> None:
    """导入 ICD-10：每行“编码<制表符>名称”，UTF-8；不给文件则在表为空时导入样例。

    Import ICD-10 from FILE (code, tab, name; UTF-8); without one the shipped sample, if there is nothing yet."""
    with database().transaction() as session:
        if file is None:
            count = 0 if queries.any_code(session) else service.load_sample(session)
        else:
            with file.open(encoding="utf-8-sig") as lines:
                count = service.load(session, lines)
    click.echo(f"已导入 {count} 个编码。{count} codes imported.")
