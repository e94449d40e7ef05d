"""`make run`, inside the environment: bring the installation up, keep web and worker alive, take all of it down."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Sequence

from app.config import ACCOUNTS, CHECKOUT, Settings, SettingsProblem
from app.launch import postgres, steps
from app.launch.child import Child
from app.launch.ending import Ending, Stopped
from app.launch.homes import prepare
from app.launch.instance import Instance, only_one
from app.launch.problem import LaunchProblem

SHOWN_ROLES = ("primary_doctor", "referral_office", "specialist")
WORRY_SECONDS = 60.0


def main() -> int:
    """The exit status: 0 when told to stop, 2 when something must be mended first."""
    ending = Ending()
    os.chdir(CHECKOUT)
    try:
        settings = Settings.read()
        prepare(settings.home)
        with only_one(settings.home) as instance:
            _serve(settings, instance, ending)
    except (LaunchProblem, SettingsProblem) as problem:
        _say(f"\n{problem}")
        return 2
    except OSError as error:
        place = error.filename or "LIANDONG_HOME"
        _say(f"\n无法读写 {place}（{error.strerror}）：请检查磁盘空间和权限后重试。")
        _say(f"{place} cannot be read or written ({error.strerror}): check space and permissions, then try again.")
        return 2
    return 0


def _serve(settings: Settings, instance: Instance, ending: Ending) -> None:
    children: list[Child] = []
    try:
        steps.free_port(settings.port)
        settings = steps.settled(settings)
        ending.check()
        steps.migrate(settings)
        ending.check()
        environment = _environment(settings)
        steps.prepare_city(settings, environment, ending)
        children.extend(_children(settings, environment))
        _keep_alive(settings, children, ending)
    except Stopped:
        _say("\n正在停止 … / stopping")
    finally:
        instance.note("stopping")
        _stop(children)
        if not os.environ.get("DATABASE_URL"):
            postgres.stop(settings.home)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "LIANDONG_HOME": str(settings.home),
        "LIANDONG_DEMO": "1" if settings.demo else "0",
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.database_owner_url,
        "DATABASE_AUDITOR_URL": settings.database_auditor_url,
        "PYTHONUNBUFFERED": "1",
    }


def _children(settings: Settings, environment: dict[str, str]) -> list[Child]:
    web = (
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{settings.port}", "--worker-class", "gthread"),
        *("--workers", str(settings.web_processes), "--threads", str(settings.web_threads)),
        *("--graceful-timeout", "8", "--timeout", "60", "--log-level", "warning"),
        *("--no-control-socket", "--preload", "wsgi:app"),
    )
    worker = (*steps.FLASK, "worker")
    workers = [
        Child(f"worker {number}", worker, environment, signal.SIGTERM) for number in range(1, settings.workers + 1)
    ]
    # To gunicorn SIGQUIT is the quick end, which frees the port at once.
    return [Child("web", web, environment, signal.SIGQUIT), *workers]


def _keep_alive(settings: Settings, children: Sequence[Child], ending: Ending) -> None:
    for child in children:
        child.start()
    embedded = not os.environ.get("DATABASE_URL")
    begun, ready, worried = time.monotonic(), False, False
    while True:
        ending.check()
        for child in children:
            sentence = child.watch()
            if sentence:
                _say(sentence)
        if embedded and not postgres.running(settings.home):
            _say("数据库意外停止，正在重启 … / the database ended unexpectedly, starting it again")
            postgres.ensure(settings.home)
        if not ready and _is_ready(settings.port):
            ready = True
            _say(_welcome(settings))
        if not ready and not worried and time.monotonic() - begun > WORRY_SECONDS:
            worried = True
            _say(
                "还没有就绪，原因见上面的日志；仍在继续尝试。/ Not ready yet, the log above says why; still trying."
            )
        time.sleep(0.2)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(settings: Settings) -> str:
    lines = [f"\n联动已就绪，请打开 / Liandong is ready: http://127.0.0.1:{settings.port}"]
    accounts = settings.home / ACCOUNTS
    if settings.demo and accounts.exists():
        lines.append("可试用以下账号 / sign-ins to try:")
        lines.extend(
            f"  {a['username']}  {a['password']}  {a['name']} · {a['role']}" for a in _to_try(accounts.read_text())
        )
    lines.append("按 Ctrl-C 停止 / Ctrl-C stops it.\n")
    return "\n".join(lines)


def _to_try(accounts: str) -> list[dict[str, str]]:
    """One account for each of three roles that a referral passes through."""
    known: list[dict[str, str]] = json.loads(accounts)
    first = {account["role"]: account for account in reversed(known)}
    return [first[role] for role in SHOWN_ROLES if role in first]


def _stop(children: Sequence[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
