"""The first step of `make run` on machines that lack something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
AS_OLD = "import sys; sys.version_info = (3, 9, 2); from app.launch import bootstrap; bootstrap.main(['this'])"
WHOLE = "from app.launch import bootstrap as b; b.mark(b.CHECKOUT / '.venv', {b.RUNTIME: b._digest(b.RUNTIME)})"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose locks name nothing, so that the environment is made in seconds and without a network."""
    (tmp_path / "app" / "launch").mkdir(parents=True)
    (tmp_path / "app" / "__init__.py").touch()
    for name in ("__init__", "bootstrap", "problem", "tie"):
        shutil.copy(CHECKOUT / "app" / "launch" / f"{name}.py", tmp_path / "app" / "launch")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def bootstrap(
    checkout: Path, *arguments: str, code: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    started = ["-c", code] if code else ["-m", "app.launch.bootstrap", *arguments]
    return subprocess.run(
        [sys.executable, *started],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_python_too_old_is_named_with_what_to_install(checkout: Path) -> None:
    done = bootstrap(checkout, code=AS_OLD, PATH=str(checkout))
    assert done.returncode == 1
    assert "Python 3.9 太旧" in done.stderr
    assert "Python 3.9 is too old" in done.stderr
    assert "Traceback" not in done.stderr


def test_newer_python_on_the_path_is_used_instead(checkout: Path) -> None:
    newer = checkout / "python3.12"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "went on with $@"\n')
    newer.chmod(0o755)
    done = bootstrap(checkout, code=AS_OLD, PATH=f"{checkout}:/usr/bin:/bin")
    assert "went on with -m app.launch.bootstrap" in done.stdout


def test_python_without_venv_is_named_with_what_to_install(checkout: Path) -> None:
    code = (
        "import sys; from app.launch import bootstrap; "
        "bootstrap._works = lambda python: False; bootstrap.main(['this'])"
    )
    done = bootstrap(checkout, code=code)
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert "缺少 venv 模块" in done.stderr


def test_half_made_environment_is_made_again_and_a_whole_one_kept(checkout: Path) -> None:
    left = checkout / ".venv" / "half"
    left.parent.mkdir()
    left.touch()
    assert "建立 Python 环境" in bootstrap(checkout, "this").stdout
    assert not left.exists()

    kept = checkout / ".venv" / "kept"
    kept.touch()
    second = bootstrap(checkout, "this")
    assert "Zen of Python" in second.stdout
    assert "建立" not in second.stdout

    (checkout / "requirements.txt").write_text(f"nothing==1.0 --hash=sha256:{'0' * 64}\n")
    offline = bootstrap(checkout, "this", PIP_INDEX_URL="http://127.0.0.1:1/simple", PIP_RETRIES="0")
    assert offline.returncode == 1
    assert "请检查网络" in offline.stderr
    assert "check the network" in offline.stderr
    assert not (checkout / ".venv" / "liandong-complete").exists()


def test_checkout_that_cannot_be_written_is_named(checkout: Path) -> None:
    (checkout / ".venv").symlink_to("/proc/nowhere")
    done = bootstrap(checkout, "this")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "无法" in done.stderr or "没有权限" in done.stderr or "失败" in done.stderr


def test_closed_standard_input_does_no_harm(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    bootstrap(checkout, code=WHOLE)
    command = f"exec <&-; exec {sys.executable} -m app.launch.bootstrap this"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=checkout, capture_output=True, text=True, check=False)
    assert "Zen of Python" in done.stdout, done.stderr
