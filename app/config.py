"""Settings: one table, read from the environment at the start, wrong ones named with what to do.

What the environment leaves open comes from `$LIANDONG_HOME/secrets.json`, which `make run` fills once, then from
the defaults here. `python -m app.config` prints the table of docs/settings.md.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

Mode = Literal["development", "production", "test"]
CHECKOUT = Path(__file__).resolve().parents[1]
SECRETS = "secrets.json"
ACCOUNTS = "demo-accounts.json"
SHORTEST_SECRET = 32
KEY_BYTES = 32
# Known to everybody who reads this file: production refuses them.
DEFAULT_SECRET = "a-known-secret-for-development-only"  # noqa: S105
DEFAULT_KEY = "YS1rbm93bi1rZXktZm9yLWRldmVsb3BtZW50LW9ubHk"
NEW_SECRET = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'  # noqa: S105


@dataclass(frozen=True)
class Settings:
    """What an installation is told from outside; `SETTINGS` says what each means."""

    mode: Mode
    demo: bool
    home: Path
    port: int
    database_url: str
    database_owner_url: str
    database_auditor_url: str
    secret_key: str
    data_key: bytes
    index_key: bytes
    log_level: str
    web_processes: int
    web_threads: int
    workers: int

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of this process; raises `SettingsProblem` naming every wrong one."""
        variables = os.environ if environment is None else environment
        given = {name: value for name, value in variables.items() if value}
        home = Path(given.get("LIANDONG_HOME") or default_home()).absolute()
        values = {**_fallbacks(home), **_chosen(generated(home), given), **given, "LIANDONG_HOME": str(home)}
        problems: list[SettingProblem] = []
        fields: dict[str, Any] = {}
        for setting in SETTINGS:
            try:
                fields[setting.field] = setting.read(values.get(setting.name, setting.default))
            except Wrong as wrong:
                problems.append(SettingProblem(setting.name, wrong.zh, wrong.en))
        if not problems:
            problems = list(_unfit_for_production(cls(**fields)))
        if problems:
            raise SettingsProblem(problems)
        return cls(**fields)


@dataclass(frozen=True)
class SettingProblem:
    """One wrong setting and what it must be."""

    name: str
    zh: str
    en: str


class SettingsProblem(Exception):
    """The start cannot go on; one bilingual sentence per wrong setting."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        super().__init__("\n".join(f"{p.name}：{p.zh}\n{p.name}: {p.en}" for p in problems))
        self.problems = tuple(problems)


class Wrong(Exception):
    """A value that a setting does not take; the sentence never repeats it, for it may be secret."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Setting:
    """One row of the table: the variable, where it goes, how it is read, what it means."""

    name: str
    field: str
    default: str
    read: Callable[[str], Any]
    zh: str
    en: str
    shown_default: str = ""


def default_home() -> Path:
    """Where an installation lives unless `LIANDONG_HOME` says otherwise."""
    return Path("/var/lib/liandong") if os.geteuid() == 0 else CHECKOUT / ".liandong"


def generated(home: Path) -> dict[str, str]:
    """What was generated for this home, by name of setting; empty before its first start."""
    path = home / SECRETS
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_text("utf-8")).items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except PermissionError as error:
        zh = f"没有权限读取 {path}：请用启动本系统的同一用户运行。"
        en = f"{path} cannot be read: run this as the user who started the installation."
        raise SettingsProblem([SettingProblem("LIANDONG_HOME", zh, en)]) from error
    except (ValueError, AttributeError) as error:
        zh = f"{path} 已损坏：请从备份恢复，或删除整个 {home} 重新开始。"
        en = f"{path} is damaged: restore it from a backup, or delete {home} to begin anew."
        raise SettingsProblem([SettingProblem("LIANDONG_HOME", zh, en)]) from error


def _chosen(stored: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Of what was generated, what applies: no address of the embedded database beside a given one, and no generated
    secret in production, where the operator keeps them apart from the data."""
    hidden: set[str] = set()
    if "DATABASE_URL" in given:
        hidden |= {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_AUDITOR_URL"}
    if given.get("LIANDONG_MODE") == "production":
        hidden |= {"SECRET_KEY", "LIANDONG_DATA_KEY", "LIANDONG_INDEX_KEY"}
    chosen = {name: value for name, value in stored.items() if name not in hidden}
    if "DATABASE_URL" in given:
        chosen |= {"DATABASE_OWNER_URL": given["DATABASE_URL"], "DATABASE_AUDITOR_URL": given["DATABASE_URL"]}
    return chosen


def _fallbacks(home: Path) -> dict[str, str]:
    """Where the embedded database of this home will be once it is made."""
    place = quote(str(home / "postgres" / "socket"), safe="")
    roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_AUDITOR_URL": "auditor"}
    return {
        name: f"postgresql+psycopg://liandong_{role}@/liandong?host={place}&port=5432"
        for name, role in roles.items()
    }


def _unfit_for_production(settings: Settings) -> Iterator[SettingProblem]:
    if settings.mode != "production":
        return
    known = {"SECRET_KEY": settings.secret_key == DEFAULT_SECRET}
    known["LIANDONG_DATA_KEY"] = settings.data_key == _key(DEFAULT_KEY)
    known["LIANDONG_INDEX_KEY"] = settings.index_key == _key(DEFAULT_KEY)
    for name, is_known in known.items():
        if is_known:
            zh = f"生产模式下必须设置自己的密钥，可用 {NEW_SECRET} 生成。"
            en = f"production needs a secret of its own; make one with {NEW_SECRET}."
            yield SettingProblem(name, zh, en)
    if settings.demo:
        zh, en = "生产模式下不能有演示账号，请设为 0。", "production has no demonstration accounts; set it to 0."
        yield SettingProblem("LIANDONG_DEMO", zh, en)
    if (settings.home / ACCOUNTS).exists():
        zh = "该目录里有演示账号，生产模式请使用新的目录和新的数据库。"
        en = "this folder holds demonstration accounts; give production a new folder and a new database."
        yield SettingProblem("LIANDONG_HOME", zh, en)
    urls = (settings.database_url, settings.database_owner_url, settings.database_auditor_url)
    if len({urlsplit(url).username for url in urls}) < len(urls):
        zh = "生产模式下三个数据库地址必须用三个不同的数据库用户（应用、所有者、审计）。"
        en = "production needs three database users, one for each address: app, owner and auditor."
        yield SettingProblem("DATABASE_URL", zh, en)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise Wrong(f"只能是 {'、'.join(allowed)} 之一。", f"must be one of {', '.join(allowed)}.")
        return text

    return read


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise Wrong("只能是 0 或 1。", "must be 0 or 1.")
    return text == "1"


def _count(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise Wrong(f"必须是 {least} 到 {most} 之间的整数。", f"must be a whole number from {least} to {most}.")
        return int(text)

    return read


def _database(text: str) -> str:
    if urlsplit(text).scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise Wrong(
            "必须是 PostgreSQL 地址，如 postgresql://user:password@host:5432/name。",
            "must be the address of a PostgreSQL, like postgresql://user:password@host:5432/name.",
        )
    return text


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise Wrong(
            f"至少 {SHORTEST_SECRET} 个字符，可用 {NEW_SECRET} 生成。",
            f"needs at least {SHORTEST_SECRET} characters; make one with {NEW_SECRET}.",
        )
    return text


def _key(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Wrong(
            f"必须是 {KEY_BYTES} 字节的 base64url 文本，可用 {NEW_SECRET} 生成。",
            f"must be {KEY_BYTES} bytes in base64url; make one with {NEW_SECRET}.",
        )
    return key


SETTINGS = (
    Setting(
        *("LIANDONG_MODE", "mode", "development", _one_of("development", "production", "test")),
        zh="运行模式：production 拒绝默认密钥和演示账号，日志为 JSON",
        en="how it runs; production refuses default secrets and demonstration accounts and logs JSON",
    ),
    Setting(
        *("LIANDONG_DEMO", "demo", "0", _switch),
        zh="1 表示首次启动时建立演示城市（`make run` 默认 1）",
        en="1 makes the demonstration city at the first start (the default of `make run`)",
    ),
    Setting(
        *("LIANDONG_HOME", "home", "", Path),
        zh="数据目录：内置数据库、上传的文件、生成的密钥",
        en="folder of the data: embedded database, uploaded files, generated secrets",
        shown_default="`.liandong`; for root `/var/lib/liandong`",
    ),
    Setting(
        *("PORT", "port", "8000", _count(1, 65535)),
        zh="网页服务在 127.0.0.1 上的端口",
        en="port of the web server on 127.0.0.1",
    ),
    Setting(
        *("DATABASE_URL", "database_url", "", _database),
        zh="应用所用的数据库地址；不设则使用内置 PostgreSQL",
        en="database address of the application's role; without it the embedded PostgreSQL is used",
        shown_default="embedded",
    ),
    Setting(
        *("DATABASE_OWNER_URL", "database_owner_url", "", _database),
        zh="表的所有者，仅用于迁移",
        en="the same for the owner of the tables, who migrates",
        shown_default="embedded, or `DATABASE_URL`",
    ),
    Setting(
        *("DATABASE_AUDITOR_URL", "database_auditor_url", "", _database),
        zh="只读的审计用户",
        en="the same for the auditor, who only reads",
        shown_default="embedded, or `DATABASE_URL`",
    ),
    Setting(
        *("SECRET_KEY", "secret_key", DEFAULT_SECRET, _secret),
        zh=f"签名会话的密钥，至少 {SHORTEST_SECRET} 个字符",
        en=f"signs sessions; at least {SHORTEST_SECRET} characters",
        shown_default="generated once per home",
    ),
    Setting(
        *("LIANDONG_DATA_KEY", "data_key", DEFAULT_KEY, _key),
        zh=f"加密证件号、电话等敏感列，{KEY_BYTES} 字节 base64url；丢失后这些内容无法恢复",
        en=f"encrypts sensitive columns; {KEY_BYTES} bytes in base64url; what it encrypted is lost with it",
        shown_default="generated once per home",
    ),
    Setting(
        *("LIANDONG_INDEX_KEY", "index_key", DEFAULT_KEY, _key),
        zh=f"敏感列的盲索引密钥，{KEY_BYTES} 字节 base64url",
        en=f"makes encrypted columns searchable (blind index); {KEY_BYTES} bytes in base64url",
        shown_default="generated once per home",
    ),
    Setting(
        *("LIANDONG_LOG_LEVEL", "log_level", "info", _one_of("debug", "info", "warning", "error")),
        zh="日志级别",
        en="least level that is logged",
    ),
    Setting(
        *("LIANDONG_WEB_PROCESSES", "web_processes", "2", _count(1, 64)),
        zh="网页服务的进程数",
        en="processes of the web server",
    ),
    Setting(
        *("LIANDONG_WEB_THREADS", "web_threads", "8", _count(1, 64)),
        zh="每个网页进程的线程数",
        en="threads of each of them",
    ),
    Setting(
        *("LIANDONG_WORKERS", "workers", "1", _count(1, 16)),
        zh="后台进程数（定时、消息、通知）",
        en="background processes (timers, messages, notices)",
    ),
)


def table() -> str:
    """The settings as the Markdown table of docs/settings.md."""
    rows = ["| 变量 variable | 默认 default | 含义 meaning |", "|---|---|---|"]
    for setting in SETTINGS:
        default = setting.shown_default or f"`{setting.default}`"
        rows.append(f"| `{setting.name}` | {default} | {setting.zh}<br>{setting.en} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
