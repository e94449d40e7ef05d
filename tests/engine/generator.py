"""Random diagrams of nested blocks, each valid for the compiler."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.engine.diagrams import (
    TERMINATE,
    boundary,
    catch,
    defined_error,
    defined_message,
    document,
    end,
    error,
    flow,
    fork,
    gateway,
    many,
    message,
    node,
    start,
    sub,
    timer,
    user,
)


@dataclass
class Generator:
    """Makes one diagram from a seed; `parts` collects the elements of the scope at hand."""

    rnd: random.Random
    number: int = 0
    messages: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def diagram(self) -> str:
        """A whole process `P`."""
        inside = self._scope(4)
        definitions = "".join(map(defined_message, self.messages)) + "".join(map(defined_error, self.codes))
        return document("P", *inside, definitions=definitions, inputs="again: boolean; n: number")

    def _new(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def _add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def _scope(self, depth: int, last: str = "") -> list[str]:
        """Everything inside a process or sub-process, ending in an end event with `last` in it."""
        outer, self.parts = self.parts, []
        first, final = self._new("s"), self._new("e")
        entry, exit_ = self._block(depth)
        self._add(start(first), end(final, last), flow(first, entry), flow(exit_, final))
        inside, self.parts = self.parts, outer
        return inside

    def _block(self, depth: int) -> tuple[str, str]:
        kinds = [self._user, self._user, self._guarded] if depth < 2 else []
        if depth > 0:
            kinds += [self._sequence, self._sequence, self._choice, self._parallel, self._loop, self._sub]
            kinds += [self._events, self._many_users, self._many_subs, self._failing]
        return self.rnd.choice(kinds)(depth)

    def _user(self, _: int) -> tuple[str, str]:
        task = self._new("u")
        self._add(user(task))
        return task, task

    def _sequence(self, depth: int) -> tuple[str, str]:
        one, two = self._block(depth - 1), self._block(depth - 1)
        self._add(flow(one[1], two[0]))
        return one[0], two[1]

    def _choice(self, depth: int) -> tuple[str, str]:
        split, merge = self._new("x"), self._new("m")
        one, two = self._block(depth - 1), self._block(depth - 1)
        self._add(
            gateway(split, default=f"f_{split}_{two[0]}"), gateway(merge),
            flow(split, one[0], when=self.rnd.choice(["=again", "=n > 2"])), flow(split, two[0]),
            flow(one[1], merge), flow(two[1], merge),
        )  # fmt: skip
        return split, merge

    def _parallel(self, depth: int) -> tuple[str, str]:
        split, join = self._new("g"), self._new("j")
        self._add(fork(split), fork(join))
        for _ in range(self.rnd.choice([2, 2, 3])):
            entry, exit_ = self._block(depth - 1)
            self._add(flow(split, entry), flow(exit_, join))
        return split, join

    def _loop(self, depth: int) -> tuple[str, str]:
        merge, again, out = self._new("m"), self._new("x"), self._new("o")
        first, body = self._user(0), self._block(depth - 1)
        self._add(
            gateway(merge), gateway(again, default=f"f_{again}_{out}"), node("intermediateThrowEvent", out),
            flow(merge, first[0]), flow(first[1], body[0]), flow(body[1], again),
            flow(again, merge, when="=again"), flow(again, out),
        )  # fmt: skip
        return merge, out

    def _event(self) -> str:
        if self.rnd.random() < 0.5:
            return timer("Duration", self.rnd.choice(["PT1H", "PT5H", "P1D"]))
        name = self._new("msg")
        self.messages.append(name)
        return message(name)

    def _attach(self, host: str, merge: str) -> None:
        """A boundary event whose path ends in an end event or joins the way on."""
        event, path = self._new("b"), self._new("u")
        interrupting = self.rnd.random() < 0.5
        what = self._event()
        if not interrupting and self.rnd.random() < 0.5:
            what = timer("Cycle", self.rnd.choice(["R2/PT1H", "R3/P1D"]))
        self._add(boundary(event, host, what, interrupting), user(path), flow(event, path))
        if interrupting and self.rnd.random() < 0.8:
            self._add(flow(path, merge))
        else:
            over = self._new("e")
            self._add(end(over, TERMINATE if self.rnd.random() < 0.15 else ""), flow(path, over))

    def _guarded(self, _: int) -> tuple[str, str]:
        task, merge = self._new("u"), self._new("m")
        self._add(user(task), gateway(merge), flow(task, merge))
        for _ in range(self.rnd.choice([1, 1, 2])):
            self._attach(task, merge)
        return task, merge

    def _host(self, kind: str, inside: list[str], loop: str = "") -> tuple[str, str]:
        host, merge = self._new(kind), self._new("m")
        self._add(sub(host, loop, *inside) if inside else user(host, loop), gateway(merge), flow(host, merge))
        for _ in range(self.rnd.choice([0, 1, 2])):
            self._attach(host, merge)
        return host, merge

    def _sub(self, depth: int) -> tuple[str, str]:
        return self._host("p", self._scope(depth - 1, TERMINATE if self.rnd.random() < 0.3 else ""))

    def _failing(self, depth: int) -> tuple[str, str]:
        """A sub-process that ends in an error, caught on it."""
        code = self._new("E")
        self.codes.append(code)
        host, merge = self._host("p", self._scope(depth - 1, error(code)))
        catcher, path = self._new("b"), self._new("u")
        self._add(
            boundary(catcher, host, error(self.rnd.choice([code, None]))), user(path), flow(catcher, path, merge)
        )
        return host, merge

    def _loop_characteristics(self) -> str:
        items = self.rnd.choice(['=["p", "q"]', "=[1, 2, 3]"])
        return many(
            items, self._new("it"), self._new("out"), "=n", self.rnd.choice([None, "=again", "=n > 3"]),
            sequential=self.rnd.random() < 0.5,
        )  # fmt: skip

    def _many_users(self, _: int) -> tuple[str, str]:
        return self._host("u", [], self._loop_characteristics())

    def _many_subs(self, depth: int) -> tuple[str, str]:
        return self._host("p", self._scope(depth - 1), self._loop_characteristics())

    def _events(self, _: int) -> tuple[str, str]:
        choice, merge = self._new("v"), self._new("m")
        self._add(gateway(choice, kind="eventBased"), gateway(merge))
        for what in (timer("Duration", "PT5H"), None, None)[: self.rnd.choice([2, 3])]:
            event, path = self._new("c"), self._new("u")
            if what is None:
                name = self._new("msg")
                self.messages.append(name)
            self._add(catch(event, what or message(name)), user(path), flow(choice, event, path, merge))
        return choice, merge


def diagram(seed: int) -> str:
    """The random diagram of a seed."""
    return Generator(random.Random(seed)).diagram()
