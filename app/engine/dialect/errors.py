"""What is wrong with a package, said in two languages with the place where it is."""

from __future__ import annotations


class DialectError(Exception):
    """A package that cannot be carried out.

    `file`, `element` and `line` say where (element and line may be unknown), `rule` is a stable snake_case
    name, `zh` and `en` say what is wrong and what to do.
    """

    def __init__(
        self, rule: str, zh: str, en: str, *, file: str = "", element: str = "", line: int | None = None
    ) -> None:
        place = " ".join(part for part in (file, element, f"line {line}" if line else "") if part)
        super().__init__(f"{place}: {rule}: {en}" if place else f"{rule}: {en}")
        self.rule = rule
        self.zh = zh
        self.en = en
        self.file = file
        self.element = element
        self.line = line
