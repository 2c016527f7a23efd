"""Ada and Ben, and Eve who is a stranger to them; what Ada does in private; and every address of the product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from nearer import clock
from nearer.calling.mail import token_of
from nearer.calling.models import Way
from nearer.catalogue import catalogue
from nearer.exchange.models import Exchange
from nearer.people.models import Keys
from nearer.web.sheets import sheet
from tests.cast import Person, box, envelope, new_id, person
from tests.conftest import Clock

TENDER = "touch-in-turns"  # a session that needs a yes of each
GUESSING = "how-well-do-i-know-you"

METHODS = ("GET", "POST", "DELETE")

# What differs between two requests for the same thing, whoever asks. Nothing else may.
CHANGES_WITH_EVERY_PAGE = [
    r'data-csrf="[^"]*"',
    r'name="csrfmiddlewaretoken" value="[^"]*"',
    r'data-half="[^"]*"',
    r'"csrf": "[^"]*"',
]


def code_of(session_id: str) -> str:
    """How addresses name a session."""
    session = catalogue().session(session_id)
    assert session is not None
    return session.code


def codes() -> dict[str, str]:
    """How addresses name a lesson and a pathway."""
    known = catalogue()
    return {
        "lesson_code": known.entries["a-hand-on-the-back"].code,
        "pathway_code": known.entries["closeness-and-wanting"].code,
    }


def guess_step() -> int:
    """The first step of the sitting at which the two guess."""
    session = catalogue().session(GUESSING)
    assert session is not None
    return next(number for number, each in enumerate(session.played()) if each.step.draw == "guess")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """All addresses, as they are written in the urls modules."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one, route)


PLACES = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


def places(route: str) -> list[str]:
    """The names of what stands in an address."""
    return [path or regex for path, regex in PLACES.findall(route)]


def address(route: str, things: dict[str, Any]) -> str:
    """The address with these things in it; raises KeyError for a place that no test knows of."""
    filled = PLACES.sub(lambda place: str(things[place[1] or place[2]]), route)
    return "/" + filled.removeprefix("^").removesuffix("$")


@dataclass
class Answered:
    """What one learns from an answer: everything but what changes with every page."""

    status: int
    headers: dict[str, str]
    body: str
    queries: int = field(default=0)

    @classmethod
    def of(cls, response: HttpResponse, queries: int = 0) -> Answered:
        """Without tokens. A cookie counts by its name and how long it lasts."""
        body = b"".join(response) if response.streaming else response.content
        text = body.decode()
        for pattern in CHANGES_WITH_EVERY_PAGE:
            text = re.sub(pattern, "", text)
        headers = {name: value for name, value in response.items() if name not in {"Content-Length", "Expires"}}
        cookies = {f"cookie {name}": str(morsel["max-age"]) for name, morsel in response.cookies.items()}
        return cls(response.status_code, headers | cookies, text, queries)


def ask(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Answered:
    """What this client learns from one request, of which nothing stays."""
    cache.clear()  # where limits count
    connection.queries_log.clear()  # it holds nine thousand, and then no more are counted
    request = getattr(client, method.lower())
    kwargs: dict[str, Any] = {"headers": {"accept": "text/html"} if method == "GET" else {}}
    if method == "POST":
        kwargs["data"] = data or {}
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = Answered.of(request(path, **kwargs), len(queries))
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


@dataclass
class World:
    """Ids of what Ada keeps are chosen beforehand, so that one can ask for them before and after they are there."""

    ada: Person
    ben: Person
    eve: Person
    clock: Clock
    opened: Exchange
    present: Exchange
    sitting: str
    own_question: str = field(default_factory=new_id)
    note: str = field(default_factory=new_id)
    entry: str = field(default_factory=new_id)
    aim: str = field(default_factory=new_id)
    plan: str = field(default_factory=new_id)
    photo: str = field(default_factory=new_id)
    invitation: str = field(default_factory=new_id)
    letter: str = field(default_factory=new_id)
    sketch: str = field(default_factory=new_id)
    for_ada: str = field(default_factory=new_id)
    gift: str = field(default_factory=new_id)
    device: int = 424242
    way: int = 424242

    def real(self, exchange: Exchange | None = None) -> dict[str, Any]:
        """What stands in addresses of things that are there (Ada's own once `ada_keeps_to_herself` ran)."""
        return {
            "space_id": self.ada.space.pk,
            "day": (exchange or self.opened).day,
            "question_id": self.own_question,
            "note_id": self.note,
            "entry_id": self.entry,
            "aim_id": self.aim,
            "plan_id": self.plan,
            "photo_id": self.photo,
            "step_id": catalogue().alone.steps[0].id,
            "code": code_of(TENDER),
            "sitting_id": self.sitting,
            "letter_id": self.letter,
            "sketch_id": self.sketch,
            "gift_id": self.gift,
            "place": "now",
            "step": guess_step(),
            "invitation_id": self.invitation,
            "device_id": self.device,
            "uidb36": "1",
            "key": "no-such-key",
            "way_id": self.way,
            "token": token_of(self.ada.member.public_id),
            "digest": sheet("wording", "en").digest,
            "face": "notes",
            **codes(),
        }

    def made_up(self) -> dict[str, Any]:
        """The same for things that never were."""
        ids = {name: new_id() for name in ("space_id", "question_id", "note_id", "invitation_id", "sitting_id")}
        ids |= {name: new_id() for name in ("letter_id", "sketch_id", "gift_id")}
        ids |= {name: new_id() for name in ("entry_id", "aim_id", "plan_id", "photo_id")}
        return ids | {
            "day": "1999-01-01",
            "device_id": 987654,
            "way_id": 987654,
            "token": "no-such-token",
            "step_id": "no-such-step",
            "code": "no-such-session",
            "lesson_code": "no-such-lesson",
            "pathway_code": "no-such-pathway",
            "place": "no-such-place",
            "step": 999,
            "uidb36": "zz",
            "key": "no",
            "digest": "no-such-sheet",
            "face": "no-such-face",
        }

    def ada_keeps_to_herself(self) -> None:
        """Everything private that one can do, done by Ada."""
        ada, one, other = self.ada, f"exchanges/{self.present.day}/", f"exchanges/{self.opened.day}/"
        step = catalogue().alone.steps[0].id
        tomorrow = {"when": "date", "paper": "night", "day": str(clock.today() + timedelta(days=1)), "hour": 8}
        taken_back, thrown_away, page, aim, plan, not_yet_given = (new_id() for _ in range(6))
        posts: list[tuple[str, dict[str, Any]]] = [
            (one + "answers/", envelope()),
            (one + "passing/", {}),
            (other + "felt/", envelope()),
            ("choices/", envelope()),
            (f"steps/{step}/notes/", envelope(id=self.note)),
            ("questions/", envelope(id=self.own_question)),
            ("renewals/", envelope()),
            ("invitations/", {"id": self.invitation, "purpose": "regrant", "epoch": 0, "box": box()}),
            (f"sessions/{code_of(TENDER)}/yes/", {}),
            (f"sittings/{self.sitting}/guesses/{guess_step()}/", envelope()),
            (f"sittings/{self.sitting}/nearness/", envelope()),
            (f"sessions/{code_of('forgiving')}/asides/?step=1", envelope()),
            ("sketches/", envelope(id=self.sketch)),
            ("letters/", envelope(id=self.letter, cover=new_id(), cover_box=box()) | tomorrow),
            ("letters/", envelope(id=taken_back) | tomorrow),
            (f"letters/{taken_back}/withdrawals/", envelope()),
            (f"letters/{self.for_ada}/openings/", {}),
            (f"gifts/{self.gift}/keeping/", {}),
            ("offers/now/", {}),
            ("degree/", {"touch": 3}),
            ("pages/", envelope(id=self.entry)),
            ("pages/", envelope(id=self.entry, revision=2)),
            ("ahead/", envelope(id=self.aim)),
            ("later/", envelope(id=self.plan)),
            ("sketches/", envelope(id=thrown_away)),
            (f"sketches/{thrown_away}/removals/", {}),
            ("pages/", envelope(id=page)),
            ("ahead/", envelope(id=aim)),
            ("later/", envelope(id=plan)),
            ("zone/", {"time_zone": "Pacific/Auckland"}),
            ("given/", {}),  # to look at what waits on Today
            ("pause/", {}),
            ("/me/pin/", {"proof": "A" * 43, "secret": "A" * 43}),
            ("/me/pace/", {"pace": "3", "box": box()}),  # a lighter one shows for both, as it is meant to (rule 7)
        ]
        for path, data in posts:
            answer = ada.post(path, data)
            done = {200} if path == "given/" else {204, 302}
            assert answer.status_code in done, (path, answer.status_code, answer.content)
        for photo, kind, holder in ((self.photo, "journal", self.entry), (new_id(), "letter", not_yet_given)):
            beside = f"photos/?id={photo}&epoch=0&kind={kind}&holder={holder}"
            laid = ada.client.post(ada._url(beside), f"{box()}\n{box()}", content_type="text/plain")
            assert laid.status_code == 204, laid.content
        for gone in (f"pages/{page}/", f"ahead/{aim}/", f"later/{plan}/"):
            assert ada.delete(gone).status_code == 204
        chosen = {"channel": "push", "moments": "on", "openings": "on", "letters": "on", "days": ["0", "6"]}
        assert ada.post("/me/calls/", chosen | {"hour": "9", "quiet_from": "21", "quiet_to": "7"}).status_code == 302
        Way.objects.create(pk=self.way, member=ada.member, channel="push", endpoint="https://push.example.org/ada")
        ada.member.ask_regain()
        UserSession.objects.create(pk=self.device, user=ada.member, ip="127.0.0.1", session_key="k" * 32, user_agent="")
        ada.get("/me/copy/boxes/")
        ada.get("/help/")


def make_world(clock: Clock) -> World:
    """Two who have opened one exchange and stand before the next."""
    ada = person("ada")
    ben, eve = person("ben", ada.space), person("eve")
    for one in (ada, ben, eve):
        kdf = {"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": "A" * 22}
        boxes = {name: box() for name in ("wrapped", "recovery", "keyring")}
        Keys.objects.create(member=one.member, kdf=kdf, recovery_proof_hash="0" * 64, **boxes)
        Exchange.objects.present(one.space)
    opened = Exchange.objects.present(ada.space)
    for one in (ada, ben):
        one.post(f"exchanges/{opened.day}/answers/", envelope())
    for noun in ("responses", "replies"):
        for one in (ada, ben):
            assert one.post(f"exchanges/{opened.day}/{noun}/", envelope()).status_code == 204
    clock.turn(days=1)
    sitting = new_id()
    begun = {"id": sitting, "session": code_of(GUESSING), "place": "two", "first": 1}
    assert ada.post("sittings/", begun).status_code == 302
    world = World(ada, ben, eve, clock, opened, Exchange.objects.present(ada.space), sitting)
    Exchange.objects.present(eve.space)
    for id in (world.for_ada, new_id()):  # one stays closed: leaving deletes such, and asks more for it
        assert ben.post("letters/", envelope(id=id, when="now", paper="plain")).status_code == 204
    assert ben.post("giving/first/", envelope(id=world.gift)).status_code == 204
    for one in (ada, ben, eve):
        one.get("/")  # the session's first visit of the day writes once
    return world
