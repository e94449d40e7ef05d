"""The first step of `make run`, `make test` and `make check`: with the system's Python and its standard library
alone, make `.venv` from the lock and go on inside it.

    python3 -m app.launch.bootstrap [--dev] [MODULE [ARGUMENTS…]]

Written so that a Python too old for the product can still read it and say so.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from app.launch.problem import LaunchProblem
from app.launch.tie import tied

CHECKOUT = Path(__file__).resolve().parents[2]
LEAST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
MARK = "liandong-complete"
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"


def main(arguments: list[str]) -> None:
    """Make the environment and become MODULE (if any) inside it; a failure is two sentences and exit status 1."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _frame: sys.exit(128 + number))
    _open_standard_input()
    development = arguments[:1] == ["--dev"]
    if development:
        arguments = arguments[1:]
    try:
        require_python()
        python = environment(development)
    except LaunchProblem as problem:
        sys.exit(f"\n{problem}")
    except OSError as error:
        sys.exit(f"\n{_explained_file_error(error)}")
    if not arguments:
        return
    os.chdir(str(CHECKOUT))
    os.execv(str(python), [str(python), "-m", *arguments])  # noqa: S606 - the environment made above


def _open_standard_input() -> None:
    """A closed standard input would give its number to the first file we open, and children would lose it."""
    try:
        os.fstat(0)
    except OSError:
        os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)


def require_python() -> None:
    """Go on under a newer Python of this machine if ours is too old; without one, say what to install."""
    if sys.version_info[:2] >= LEAST:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found and _works(found):
            os.execv(found, [found, "-m", "app.launch.bootstrap", *sys.argv[1:]])  # noqa: S606 - found on PATH
    version = ".".join(str(part) for part in sys.version_info[:2])
    raise LaunchProblem(
        f"Python {version} 太旧，需要 3.11 或更新：请安装（如 apt install python3.11 python3.11-venv），"
        "或用 make PYTHON=/path/to/python3.11 run 指定。",
        f"Python {version} is too old, 3.11 or newer is needed: install one (apt install python3.11 "
        "python3.11-venv), or name one with make PYTHON=/path/to/python3.11 run.",
    )


def environment(development: bool) -> Path:
    """The Python of a whole environment, made first where it is missing, half made or of another lock."""
    folder = CHECKOUT / ".venv"
    with (CHECKOUT / RUNTIME).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = {name: _digest(name) for name in (RUNTIME, DEVELOPMENT)[: 2 if development else 1]}
        present = _present(folder)
        if present.get(RUNTIME) != wanted[RUNTIME]:
            _make(folder, lock.fileno())
            present = {}
        missing = [name for name in wanted if present.get(name) != wanted[name]]
        if missing:
            (folder / MARK).unlink(missing_ok=True)  # until all is in, the folder counts as half made
            for name in missing:
                _install(folder, name, lock.fileno())
            mark(folder, {**present, **wanted})
    return folder / "bin" / "python"


def mark(folder: Path, present: dict[str, str]) -> None:
    """Say that the environment holds these locks, whole."""
    aside = folder / f"{MARK}.new"
    aside.write_text("".join(f"{name} {digest}\n" for name, digest in present.items()))
    aside.replace(folder / MARK)


def _present(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / MARK).read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    if not (folder / "bin" / "python").exists():  # the Python it was made from is gone
        return {}
    return dict(line.split(" ", 1) for line in lines)


def _digest(name: str) -> str:
    """Of the lock and of our place, for an environment's programs name the folder that they were installed in."""
    return hashlib.sha256((CHECKOUT / name).read_bytes() + os.fsencode(str(CHECKOUT))).hexdigest()


def _make(folder: Path, lock: int) -> None:
    """An empty environment in place of whatever is there."""
    if not _works(sys.executable):
        raise LaunchProblem(
            f"这个 Python（{sys.executable}）缺少 venv 模块：请先运行 apt install python3-venv。",
            f"This Python ({sys.executable}) lacks its venv module: run apt install python3-venv first.",
        )
    _say(f"建立 Python 环境 {folder} … / making the Python environment")
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(str(folder))
    done = _run([sys.executable, "-m", "venv", str(folder)], lock)
    if done.returncode:
        raise _explained_output("venv", done.stdout)


def _install(folder: Path, name: str, lock: int) -> None:
    _say(f"按 {name} 安装依赖，约需一分钟 … / installing what {name} locks, about a minute")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "-r", str(CHECKOUT / name)]
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    done = _run(pip + options, lock)
    if done.returncode:
        raise _explained_output("pip", done.stdout)


def _run(command: list[str], lock: int) -> subprocess.CompletedProcess[str]:
    """Run to the end; the child holds our lock too and dies with us, so that two never write one environment."""
    ours = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "PIP_USER")
    }
    return subprocess.run(  # noqa: S603 - commands built above
        command,
        env=ours,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        pass_fds=(lock,),
        preexec_fn=tied(),
    )


def _works(python: str) -> bool:
    check = "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] < (3, 11))"
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0  # noqa: S603


def _explained_output(program: str, output: str) -> LaunchProblem:
    """What a failed installation means for the person who started it."""
    last = "\n".join(output.strip().splitlines()[-6:])
    for signs, zh, en in CAUSES:
        if any(sign in output for sign in signs):
            return LaunchProblem(f"{zh}\n{last}", en)
    return LaunchProblem(f"{program} 失败：\n{last}", f"{program} failed, its last words are above.")


def _explained_file_error(error: OSError) -> LaunchProblem:
    return LaunchProblem(
        f"无法写入 {error.filename or CHECKOUT}（{error.strerror}）：请检查磁盘空间和目录权限后重试。",
        f"{error.filename or CHECKOUT} cannot be written ({error.strerror}): check space and permissions.",
    )


CAUSES = (
    (
        ("No space left on device", "Disk quota exceeded"),
        "磁盘已满（安装需要约 500 MB）：请清理后重试。",
        "The disk is full (about 500 MB are needed): free some space and try again.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "下载的软件包与锁定的校验值不符，没有安装：请检查软件源是否可信。",
        "A downloaded package does not match its locked hash and was not installed: is the index genuine?",
    ),
    (
        ("Permission denied", "Read-only file system"),
        "没有权限写入 .venv：请检查目录权限，或用目录的所有者运行。",
        "No permission to write .venv: check the folder's permissions, or run as its owner.",
    ),
    (
        ("NewConnectionError", "ConnectTimeout", "Name or service not known", "Max retries", "Read timed out"),
        "无法连接软件源：请检查网络，或用 PIP_INDEX_URL 指定国内镜像后重试。",
        "The package index cannot be reached: check the network, or name a mirror in PIP_INDEX_URL, and try again.",
    ),
    (
        ("Could not find a version", "No matching distribution"),
        "软件源中没有所需版本（或无法连接）：请检查网络，或用 PIP_INDEX_URL 指定完整的镜像。",
        "The package index does not have a locked version, or is not reachable: check the network, or name a "
        "complete mirror in PIP_INDEX_URL.",
    ),
)


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
