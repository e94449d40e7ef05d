"""Packages as a browser sends them: several files or one zip, bounded, and carried from the check to publishing.

A zip from outside may lie about its sizes and hold paths that lead elsewhere: nothing is unpacked to a disk, every
member is read up to a bound, and names are judged before anything is read.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence

import orjson
from werkzeug.datastructures import FileStorage

from app.cases.definitions.service import FILE_NAME, LARGEST_PACKAGE, MOST_FILES, check_package
from app.errors import FieldProblem, Invalid

ENCRYPTED = 0x1
# What archivers of desktops add beside the files that were meant.
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")
PATH = "package"


def read(uploads: Sequence[FileStorage]) -> dict[str, str]:
    """The files of an upload by name. Raises `Invalid` for what is too many, too large, or no text."""
    given = [one for one in uploads if one.filename]
    if not given:
        raise _refused("选择要上传的文件", "Choose the files to upload")
    if len(given) > MOST_FILES:
        raise _too_many()
    found: dict[str, str] = {}
    left = LARGEST_PACKAGE
    for one in given:
        data = one.stream.read(left + 1)
        for name, content in _unzipped(data, left) if _is_zip(one) else [(one.filename or "", data)]:
            left -= len(content)
            if left < 0:
                raise _too_large()
            found[_named(name)] = _text(name, content)
    if len(found) > MOST_FILES:
        raise _too_many()
    check_package(found)
    return found


def pack(files: dict[str, str]) -> str:
    """A package as one line of text for a hidden field."""
    return base64.b64encode(zlib.compress(orjson.dumps(files), 9)).decode()


def unpack(text: str) -> dict[str, str]:
    """The package of `pack`. Raises `Invalid` for anything else, and for what would grow beyond the bound."""
    machine = zlib.decompressobj()
    most = LARGEST_PACKAGE * 4
    try:
        data = machine.decompress(base64.b64decode(text, validate=True), most)
        files = orjson.loads(data)
    except (binascii.Error, ValueError, zlib.error):
        raise _refused("上传的内容已失效，重新选择文件", "The upload is lost; choose the files again") from None
    check_package(files)
    return {str(name): str(content) for name, content in files.items()}


def _unzipped(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_litter(one.filename)]
            if len(members) > MOST_FILES:
                raise _too_many()
            top = _common_top([one.filename for one in members])
            for member in members:
                content = _member(archive, member, most)
                most -= len(content)
                yield member.filename.removeprefix(top), content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        raise _refused(
            "压缩包打不开，重新打包为 zip", "The archive cannot be opened; pack it as a zip again"
        ) from None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """One file of the archive, never more than `most` bytes of it whatever the archive says of its size."""
    if member.flag_bits & ENCRYPTED:
        raise _refused("压缩包有密码，去掉后再传", "The archive has a password; remove it")
    _named(member.filename)
    with archive.open(member) as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise _too_large()
    return content


def _common_top(names: Sequence[str]) -> str:
    """The one folder that all members lie in, as when a folder was packed; empty when there is none."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or any("/" not in name for name in names):
        return ""
    return f"{tops.pop()}/"


def _named(name: str) -> str:
    """A name that leads nowhere else. The package's own rule is stricter and is judged for all names at the end."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or not FILE_NAME.fullmatch("/".join(parts[-2:])):
        raise _refused(f"文件名 {name[:100]} 不可用", f"The file name {name[:100]} cannot be used")
    return name


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(f"{name[:100]} 要存为 UTF-8 文本", f"Save {name[:100]} as UTF-8 text") from None


def _is_zip(upload: FileStorage) -> bool:
    return (upload.filename or "").lower().endswith(".zip")


def _is_litter(name: str) -> bool:
    return name.startswith(LITTER[0]) or name.endswith(LITTER[1:])


def _too_many() -> Invalid:
    return _refused(f"文件最多 {MOST_FILES} 个", f"At most {MOST_FILES} files")


def _too_large() -> Invalid:
    limit = LARGEST_PACKAGE // 1024**2
    return _refused(f"文件合计最多 {limit} MB", f"The files may have {limit} MB together")


def _refused(zh: str, en: str) -> Invalid:
    return Invalid("package_unreadable", zh, en, fields=[FieldProblem(PATH, "package_unreadable", zh, en)])
