"""Two people of a running product, with sign-ins and many exchanges that wait for both."""

from __future__ import annotations

import http.client
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from tests.cast import box, new_id
from tests.running import Server

WAITING = 40

PREPARE = f"""
import json
from datetime import timedelta
from nearer.exchange.models import Exchange
from tests.cast import person
ada = person("ada")
ben = person("ben", ada.space)
day = ada.space.day()
days = [day - timedelta(days=n) for n in range({WAITING})]
Exchange.objects.bulk_create([Exchange(space=ada.space, day=day, content="joys-001") for day in days])
sessions = [one.client.cookies["sessionid"].value for one in (ada, ben)]
print(json.dumps({{"space": ada.space.pk, "sessions": sessions, "days": [day.isoformat() for day in days]}}))
"""

# {day: [the ids of its answers, the day it opened]}
STORED = """
import json
from nearer.exchange.models import Exchange
found = Exchange.objects.prefetch_related("answers")
print(json.dumps({str(each.day): [[a.pk for a in each.answers.all()], str(each.opened_on or "")] for each in found}))
"""


@dataclass
class Answered:
    """What the server said to one post."""

    status: int
    text: str


@dataclass
class Two:
    """Ada (0) and Ben (1) as browsers of a running product."""

    server: Server
    space: str
    sessions: list[str]
    days: list[str]

    def answer(self, who: int, day: str, item: str = "", **other: str) -> Answered:
        """Posts one answer. Raises OSError or HTTPException when the server goes away."""
        fields = {"id": item or new_id(), "epoch": "0", "revision": "1", "box": box()} | other
        return self.post(who, f"exchanges/{day}/answers/", fields)

    def post(self, who: int, path: str, fields: dict[str, str]) -> Answered:
        """Posts fields below the space."""
        token = secrets.token_hex(16)
        connection = http.client.HTTPConnection("localhost", self.server.port, timeout=30)
        headers = {
            "Cookie": f"sessionid={self.sessions[who]}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", f"/spaces/{self.space}/{path}", urlencode(fields), headers)
        answered = connection.getresponse()
        return Answered(answered.status, answered.read().decode())

    def stored(self) -> dict[str, tuple[list[str], str]]:
        """What the database holds of each day: the answers, and when they opened."""
        found: dict[str, list[str]] = json.loads(self.server.python(STORED))
        return {day: (list(answers), opened) for day, (answers, opened) in found.items()}


@pytest.fixture
def two(server: Server) -> Two:
    return Two(server, **json.loads(server.python(PREPARE)))
