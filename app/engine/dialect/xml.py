"""Reading XML that comes from strangers: no entities, no network, no DTD, bounded in size and depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from app.engine.dialect.errors import DialectError

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"
DRAWING = (
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DMN/20180521/DI/",
    "http://www.omg.org/spec/DMN/20180521/DC/",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "https://www.omg.org/spec/DMN/20230324/DMNDI/",
)
_EXPORTER = ("exporter", "exporterVersion", f"{{{MODELER}}}executionPlatformVersion")


def read_xml(text: str, file: str) -> Any:
    """The root element of an XML text.

    Raises `DialectError` (`xml_size`, `xml_doctype`, `xml_broken`, `xml_depth`).
    """
    data = text.encode(errors="surrogatepass")
    if len(data) > MAX_BYTES:
        raise DialectError("xml_size", "文件过大，上限为 2 MB。", "The file is larger than 2 MB.", file=file)
    if b"<!DOCTYPE" in data:  # before parsing: entities in attributes would be expanded
        raise DialectError(
            "xml_doctype", "不允许 DOCTYPE，请删除。", "A DOCTYPE is not allowed; remove it.", file=file
        )
    root = _parse(data, file)
    _check_depth(root, file)
    return root


def _parse(data: bytes, file: str) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DialectError(
            "xml_broken",
            f"不是有效的 XML：{error.msg}",
            f"This is not well-formed XML: {error.msg}",
            file=file,
            line=error.lineno or None,
        ) from None
    if root is None:
        raise DialectError("xml_broken", "文件为空。", "The file is empty.", file=file)
    return root


def _check_depth(root: Any, file: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise DialectError("xml_depth", "元素嵌套过深。", "Elements are nested too deeply.", file=file)


def name_of(element: Any) -> tuple[str, str]:
    """Namespace and local name of an element."""
    name = etree.QName(element)
    return name.namespace or "", name.localname


def canonical(element: Any) -> str:
    """The meaning of an XML text as text: attributes sorted; drawing, the name of the editor that wrote the file,
    and white space between elements left out."""
    namespace, local = name_of(element)
    inner = "".join(canonical(child) for child in element if name_of(child)[0] not in DRAWING)
    said = sorted((key, value) for key, value in element.attrib.items() if key not in _EXPORTER)
    attributes = "".join(f" {key}={value!r}" for key, value in said)
    return f"<{{{namespace}}}{local}{attributes}>{(element.text or '').strip()!r}{inner}</>"
