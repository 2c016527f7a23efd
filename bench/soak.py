"""Load and faults on loopback, with SQLite: `make soak`, MINUTES (10) of load, and four tenths of that of kills.

Two hundred pairs read, write, pass, give, sign in and listen. First the server runs through: no answer may be an error,
and its memory may not grow by more than a tenth after it is warm. Then it is killed and started again ten times under
the same load: no answer in between may be an error either. After each part every word that was acknowledged must be
there, and none twice, also of those that were posted once more later.

Nobody is called here, nobody shows a photo and nobody sits in a session: that is for the tests of those rooms.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import random
import secrets
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from nearer.sealed.format import new_id
from tests.running import Server

from .programs import prepared
from .serving import box, whole_pss_mb

PAIRS, PEOPLE_AT_ONCE, STREAMS = 200, 12, 40
BETWEEN_SIGN_INS = 3.0
KILLS = 10
SECONDS_OF_KILLS = 0.4
"""For each second of load without faults, so many in which the plug is pulled."""
WARM, WARM_SECONDS = 0.3, 120.0
"""So much of the time counts as warming up, but no more seconds than that."""
GROWTH = 1.10
FINE = {"200", "204", "302", "409"}

PREPARE = f"""
import json
from datetime import timedelta
from nearer.exchange.models import Exchange
from tests.cast import AUTH, person
found = []
for number in range({PAIRS}):
    ada = person(f"ada-{{number}}")
    ben = person(f"ben-{{number}}", ada.space)
    Exchange.objects.begin_due()
    day = ada.space.day()
    days = [day - timedelta(days=n) for n in range(60)]
    Exchange.objects.bulk_create([Exchange(space=ada.space, day=d, content="joys-001") for d in days[1:]])
    sessions = [one.client.cookies["sessionid"].value for one in (ada, ben)]
    names = [one.member.name for one in (ada, ben)]
    days = [d.isoformat() for d in days]
    found.append({{"space": ada.space.pk, "names": names, "sessions": sessions, "days": days, "password": AUTH}})
print(json.dumps(found))
"""
STORED = """
import hashlib, json
from nearer.exchange.models import Answer
from nearer.spaces.models import Choice
from nearer.letters.models import Letter
from nearer.giving.models import Gift
rows = [row for model in (Answer, Choice, Letter, Gift) for row in model.objects.values_list("pk", "box")]
print(json.dumps([(pk, hashlib.sha256(box.encode()).hexdigest()) for pk, box in rows]))
"""


class Word(NamedTuple):
    """One thing that was written: its id, and the digest of its box, of which no two are alike."""

    id: str
    box: str


@dataclass
class Load:
    """What everybody did so far."""

    server: Server
    pairs: list[dict[str, Any]]
    statuses: Counter[str] = field(default_factory=Counter)
    acknowledged: list[Word] = field(default_factory=list)
    lately: deque[tuple[str, str, dict[str, str]]] = field(default_factory=lambda: deque(maxlen=200))
    broken: int = 0
    ends: threading.Event = field(default_factory=threading.Event)
    lot: random.Random = field(default_factory=random.Random)  # no seed: the second part is not the first once more

    def person(self) -> None:
        """Does one thing after the other for whoever comes up, until the end; waits where the server is gone."""
        while not self.ends.is_set():
            pair = self.lot.choice(self.pairs)
            who = self.lot.randrange(2)
            try:
                self._do(pair, who)
            except (OSError, http.client.HTTPException):
                self.broken += 1
                self.ends.wait(0.2)

    def _do(self, pair: dict[str, Any], who: int) -> None:
        space, day, session = f"/spaces/{pair['space']}/", self.lot.choice(pair["days"]), pair["sessions"][who]
        kinds = ("read", "answer", "choice", "letter", "gift", "pass", "again")
        what = self.lot.choices(kinds, (56, 18, 8, 5, 5, 4, 4))[0]
        if what == "read":
            pages = ("/", "/us/", "/letters/", "/together/", "/me/", space + "exchanges/", space + "given/")
            self._ask(session, "GET", self.lot.choice((*pages, f"{space}exchanges/{day}/")))
        elif what == "answer":
            self._post(session, f"{space}exchanges/{day}/answers/")
        elif what == "choice":
            self._post(session, space + "choices/")
        elif what == "letter":
            self._post(session, space + "letters/", when="now", paper="plain")
        elif what == "gift":
            self._post(session, space + "giving/first/")
        elif what == "again" and self.lately:  # as by a browser that did not hear the answer
            session, path, fields = self.lot.choice(self.lately)
            self._ask(session, "POST", path, fields)
        else:
            self._ask(session, "POST", f"{space}exchanges/{day}/passing/", {})

    def _post(self, session: str, path: str, **more: str) -> None:
        """The same words until somebody says what became of them, as a page does."""
        fields = {"id": new_id(), "epoch": "0", "revision": "1", "box": box()} | more
        while not self.ends.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self._ask(session, "POST", path, fields) in {200, 204}:
                    self.acknowledged.append(Word(fields["id"], hashlib.sha256(fields["box"].encode()).hexdigest()))
                    self.lately.append((session, path, fields))
                return
            self.broken += 1
            self.ends.wait(0.2)

    def _ask(
        self, session: str, method: str, path: str, fields: dict[str, str] | None = None, accept: str = "text/html"
    ) -> int:
        token = secrets.token_hex(16)
        connection = http.client.HTTPConnection("localhost", self.server.port, timeout=30)
        headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        with contextlib.closing(connection):
            connection.request(method, path, urlencode(fields or {}), headers)
            answered = connection.getresponse()
            answered.read()
        self.statuses[f"{method} {answered.status}"] += 1
        return answered.status

    def come_in(self) -> None:
        """Somebody signs in now and then: from one address no more than thirty may in a minute."""
        while not self.ends.wait(BETWEEN_SIGN_INS):
            pair, who = self.lot.choice(self.pairs), self.lot.randrange(2)
            fields = {"login": pair["names"][who], "password": pair["password"]}
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._ask("", "POST", "/sign-in/", fields, "application/json")

    def listen(self) -> None:
        """An open page of somebody; it comes back when its stream ends."""
        while not self.ends.is_set():
            pair = self.lot.choice(self.pairs)
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("localhost", self.server.port, timeout=3)
                cookie = {"Cookie": f"sessionid={self.lot.choice(pair['sessions'])}"}
                connection.request("GET", f"/live/{pair['space']}/", headers=cookie)
                with contextlib.closing(connection):
                    for _line in connection.getresponse():
                        if self.ends.is_set():
                            return
            self.ends.wait(0.2)


@contextlib.contextmanager
def under_load(server: Server, pairs: list[dict[str, Any]]) -> Iterator[Load]:
    """Everybody at work meanwhile."""
    load = Load(server, pairs)
    what = [load.person] * PEOPLE_AT_ONCE + [load.listen] * STREAMS + [load.come_in]
    everybody = [threading.Thread(target=each) for each in what]
    for each in everybody:
        each.start()
    try:
        yield load
    finally:
        load.ends.set()
        for each in everybody:
            each.join(60)


def main() -> int:
    """Runs both parts; exit status 1 where something went wrong."""
    minutes = float(os.environ.get("MINUTES") or 10)
    faults: list[str] = []
    with prepared() as made, made.started("nearer.settings") as server:
        pairs = json.loads(server.python(PREPARE))
        faults += runs_through(server, pairs, minutes * 60)
        faults += is_killed(server, pairs, minutes * 60 * SECONDS_OF_KILLS)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def runs_through(server: Server, pairs: list[dict[str, Any]], seconds: float) -> list[str]:
    """Load without faults: what went wrong."""
    with under_load(server, pairs) as load:
        warming = min(seconds * WARM, WARM_SECONDS)
        time.sleep(warming)
        warm = whole_pss_mb(server)
        time.sleep(seconds - warming)
        after = whole_pss_mb(server)
    print(f"{sum(load.statuses.values())} answers in {seconds:.0f} s, {len(load.acknowledged)} words: {_told(load)}")
    print(f"Memory: {warm:.1f} MB when warm, {after:.1f} MB at the end ({after / warm - 1:+.1%})")
    faults = _wrong(server, load)
    faults += [f"{load.broken} connections broke"] if load.broken else []
    faults += [f"Memory grew by {after / warm - 1:.1%}"] if after > warm * GROWTH else []
    return faults + _lost_or_twice(server, load, [])


def is_killed(server: Server, pairs: list[dict[str, Any]], seconds: float) -> list[str]:
    """The plug is pulled under load, again and again: what was answered wrongly, was lost, or came twice."""
    before, said = _stored(server), len(server.log)
    with under_load(server, pairs) as load:
        for _ in range(KILLS):
            time.sleep(seconds / KILLS)
            server.kill()
            server.start()
    print(f"Killed {KILLS} times: {len(load.acknowledged)} words, {load.broken} tries broken: {_told(load)}")
    faults = [] if load.broken else ["No kill was noticed, so nothing is shown"]
    return faults + _wrong(server, load, said) + _lost_or_twice(server, load, before)


def _wrong(server: Server, load: Load, said: int = 0) -> list[str]:
    """Answers that nobody may get, and errors in the log since `said`."""
    wrong = [status for status in load.statuses if status[-3:] not in FINE]
    log = server.log[said:]
    faults = [f"Answers that must not be: {sorted(wrong)}"] if wrong else []
    return faults + (["The log holds an error:\n" + log[-2000:]] if "Error" in log else [])


def _lost_or_twice(server: Server, load: Load, before: list[Word]) -> list[str]:
    stored = _stored(server)
    lost = set(load.acknowledged) - set(stored)
    faults = [f"Lost or changed: {len(lost)} of {len(load.acknowledged)} acknowledged words"] if lost else []
    twice = len(stored) - len({word.box for word in stored})
    faults += [f"There twice: {twice} words"] if twice else []
    on_their_way = len(stored) - len(before) - len(load.acknowledged)
    faults += [f"{on_their_way} words that nobody knows of"] if on_their_way > PEOPLE_AT_ONCE else []
    return faults


def _stored(server: Server) -> list[Word]:
    return [Word(*row) for row in json.loads(server.python(STORED))]


def _told(load: Load) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(load.statuses.items()))


if __name__ == "__main__":
    sys.exit(main())
