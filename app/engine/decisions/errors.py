"""What can go wrong with a decision, said in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.feel.errors import FeelError, FeelStop


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a model: the decision's (or business knowledge model's) name, the cell, the element's id."""

    decision: str
    cell_zh: str = ""
    cell_en: str = ""
    element: str = ""

    def cell(self, zh: str, en: str, element: str | None = None) -> Place:
        """A place inside this one."""
        cell_zh = f"{self.cell_zh}，{zh}" if self.cell_zh else zh
        cell_en = f"{self.cell_en}, {en}" if self.cell_en else en
        return Place(self.decision, cell_zh, cell_en, element or self.element)

    def zh(self) -> str:
        """In Chinese."""
        return f"决策“{self.decision}”" + (f"（{self.cell_zh}）" if self.cell_zh else "")

    def en(self) -> str:
        """In English."""
        return f'Decision "{self.decision}"' + (f" ({self.cell_en})" if self.cell_en else "")


class DecisionError(FeelStop):
    """A model cannot be read or evaluated; `place` says where (None: the model as a whole)."""

    def __init__(
        self, message_zh: str, message_en: str, place: Place | None = None, position: int | None = None
    ) -> None:
        if place is not None:
            message_zh = f"{place.zh()}：{message_zh}"
            message_en = f"{place.en()}: {message_en}"
        super().__init__(message_zh, message_en, position)
        self.place = place


def located(error: FeelError, place: Place) -> DecisionError:
    """The error of an expression with its place in the model; one that has a place keeps it."""
    if isinstance(error, DecisionError):
        return error
    return DecisionError(error.message_zh, error.message_en, place, error.position)
