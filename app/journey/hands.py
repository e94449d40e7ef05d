"""One case in the hands of the cast: who may do the next task does it."""

from __future__ import annotations

from typing import Any

from app.journey.client import Account, Client, Unexpected
from app.journey.filling import fill


class Hands:
    """Reads and moves one case as whoever of the cast may."""

    def __init__(self, client: Client, case: str, reader: Account) -> None:
        self.client = client
        self.case = case
        self.reader = reader

    def read(self) -> dict[str, Any]:
        """The case as the reader sees it."""
        body: dict[str, Any] = self.client.get(f"/api/v1/referrals/{self.case}", self.reader).body
        return body

    def open(self) -> dict[str, dict[str, Any]]:
        """The open tasks by element."""
        return {task["element"]: task for task in self.read()["open_tasks"]}

    def do(self, element: str, **answers: Any) -> Account:
        """Complete the open task of that element with these answers and whatever else its form requires."""
        task = self._wanted(element)
        path = f"/api/v1/tasks/{task['id']}"
        tried = []
        for account in self._able(task["waiting_for"]):
            reply = self.client.call("GET", path, account=account)
            tried.append(f"{account.username}: {reply.status}")
            if reply.status != 200 or not {"claim", "complete"} & set(reply.body["actions"]):
                continue
            filled = fill(self.client, account, reply.body.get("form") or {}, answers)
            self.client.post(f"{path}/complete", {"answers": filled}, account, reply.etag)
            return account
        raise Unexpected(f"nobody of the cast may complete {element} ({task['waiting_for']}): {tried}")

    def act(self, name: str, account: Account, note: str = "") -> None:
        """Take an action on the case for the reason `other`."""
        path = f"/api/v1/referrals/{self.case}"
        etag = self.client.get(path, account).etag
        self.client.post(f"{path}/actions/{name}", {"reason_code": "other", "note": note}, account, etag)

    def linked(self, relation: str) -> Hands:
        """The newer case that is `relation` of this one."""
        for link in self.read()["links"]:
            if link["relation"] == relation and link["to"] == self.case:
                return Hands(self.client, str(link["from"]), self.reader)
        raise Unexpected(f"no case is linked as {relation}")

    def _wanted(self, element: str) -> dict[str, Any]:
        tasks = self.open()
        if element not in tasks:
            raise Unexpected(f"{element} is not open, but {sorted(tasks)}")
        return tasks[element]

    def _able(self, waiting: dict[str, Any]) -> list[Account]:
        if waiting.get("person"):
            return [one for one in self.client.accounts if one.person == waiting["person"]]
        place = (waiting["role"], waiting["institution"])
        return [one for one in self.client.accounts if (one.role, one.institution) == place]
