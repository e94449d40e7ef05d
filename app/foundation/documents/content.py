"""What a file is, judged by its bytes alone; the name and the claimed type are not believed."""

from __future__ import annotations

from collections.abc import Callable

# Media type → what people call it.
ALLOWED = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "application/pdf": "PDF",
    "application/dicom": "DICOM",
    "text/plain": "TXT",
}
INLINE = frozenset({"image/png", "image/jpeg", "application/pdf"})


def media_type(data: bytes) -> str | None:
    """The media type of these bytes, when it is an allowed one."""
    return next((kind for kind, is_it in _SIGNS.items() if is_it(data)), None)


def _is_png(data: bytes) -> bool:
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR"


def _is_jpeg(data: bytes) -> bool:
    return data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-64:]


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]


def _is_dicom(data: bytes) -> bool:
    return data[128:132] == b"DICM"


def _is_text(data: bytes) -> bool:
    if data.startswith(b"%PDF-"):
        return False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(letter.isprintable() or letter in "\r\n\t\ufeff" for letter in text)


_SIGNS: dict[str, Callable[[bytes], bool]] = {
    "image/png": _is_png,
    "image/jpeg": _is_jpeg,
    "application/pdf": _is_pdf,
    "application/dicom": _is_dicom,
    "text/plain": _is_text,
}
