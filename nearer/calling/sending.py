"""Bringing calls. One thread claims and notes what became of them; a few others wait for push services, none of which
can hold up the rest: each post has an end, a service has not all threads, and one that does not answer is let rest.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.db import connections
from django.utils.translation import gettext as _

from nearer import clock

from . import mail, outside
from .models import Call, Way
from .models.call import LEASE
from .models.way import Channel

log = logging.getLogger(__name__)

AT_ONCE = 8
FOR_ONE = 6
"""Of all threads so many may wait for one service."""
MOST_HELD = 24
"""So many may be claimed and wait for their turn, so that the last of them begins well before its lease ends."""
FOR_MEMBER = 2
"""So many for one member, whatever services their browsers named."""
SURE = timedelta(minutes=3)
"""So much of the lease must be left when a call is begun: a mail server may take some time for each of many steps."""
STEP = 15 * 60
LONGEST_KEPT = 60 * 60
"""Seconds. A push service keeps a call for so long, or for some steps less where quiet times come before."""

PATIENCE = 3
FIRST_REST, LONGEST_REST = 30.0, 15 * 60.0
REMEMBERED = 2 * LONGEST_REST

GONE = {404, 410}
REFUSED = 400
NOT_SENT = 0
"""In place of a status, where the mistake is ours: neither the service nor the way has to do with it."""
TOPIC = "moment"


@dataclass
class Service:
    """A push service, or the mail server: how often in a row it failed, and until when (monotonic) it rests."""

    failed: int = 0
    rests_until: float = 0.0
    asked_at: float = 0.0

    @property
    def rest(self) -> float:
        """Seconds for which it is not asked."""
        return max(self.rests_until - time.monotonic(), 0)

    @property
    def most(self) -> int:
        """How many may wait for it: one that failed of late is tried by one."""
        return FOR_ONE if self.failed < PATIENCE else 1

    def note(self, *, answered: bool) -> None:
        """After some failures in a row it rests, each time for twice as long."""
        self.asked_at = time.monotonic()
        self.failed = 0 if answered else self.failed + 1
        if self.failed >= PATIENCE:
            longer = FIRST_REST * 2.0 ** min(self.failed - PATIENCE, 10)
            self.rests_until = time.monotonic() + min(longer, LONGEST_REST)

    @property
    def is_forgotten(self) -> bool:
        """Whether there is nothing to know of it any more."""
        return not self.failed or time.monotonic() - self.asked_at > REMEMBERED


@dataclass(frozen=True)
class Outcome:
    """What became of one try: the status of a push service (a mail that was taken is 202); None for no answer."""

    call: Call
    status: int | None
    after: int = 0


@dataclass
class Sender:
    """`wake` lets a thread bring what is due; `bring_all` does so here and now."""

    services: defaultdict[str, Service] = field(default_factory=lambda: defaultdict(Service))
    _thread: threading.Thread | None = None
    _held: list[Call] = field(default_factory=list)
    _out: dict[int, Call] = field(default_factory=dict)
    _outcomes: queue.SimpleQueue[Outcome] = field(default_factory=queue.SimpleQueue)

    def wake(self) -> None:
        """Called by one thread only, the scheduler's."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="calls", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            self.bring_all()
        except Exception:
            log.exception("calls could not be brought; what was claimed is tried again when its lease ends")
        finally:
            connections.close_all()

    def bring_all(self) -> None:
        """Until nothing is due any more."""
        self._held.clear()  # of a round that broke: their leases end
        for name in [name for name, service in self.services.items() if service.is_forgotten]:
            del self.services[name]
        claimed = True
        while claimed or self._held or self._out:
            claimed = False
            if len(self._held) < MOST_HELD and len(self._out) < AT_ONCE:
                claimed = self._claim()
            self._let_go()
            self._begin()
            if self._out:
                self._note(self._finished())
                claimed = True

    def _claim(self) -> bool:
        claimed = Call.claim(MOST_HELD - len(self._held))
        self._held += claimed
        return bool(claimed)

    def _let_go(self) -> None:
        """What is for a service that rests, or is tried by one alone, goes back: it takes nobody else's place here."""
        for name in {service_of(call.way) for call in self._held}:
            service = self.services[name]
            if service.failed < PATIENCE:
                continue
            of_it = [call for call in self._held if service_of(call.way) == name]
            going_back = of_it if service.rest or self._busy(name) else of_it[1:]
            if going_back:
                Call.wait(going_back, clock.now() + timedelta(seconds=service.rest or FIRST_REST))
                self._held = [call for call in self._held if call not in going_back]

    def _busy(self, name: str) -> int:
        """How many threads wait for this service."""
        return sum(service_of(call.way) == name for call in self._out.values())

    def _has_turn(self, call: Call) -> bool:
        name, member = service_of(call.way), call.way.member_id
        theirs = sum(other.way.member_id == member for other in self._out.values())
        return len(self._out) < AT_ONCE and self._busy(name) < self.services[name].most and theirs < FOR_MEMBER

    def _begin(self) -> None:
        now = clock.now()
        self._held = [
            call for call in self._held if call.due_at - now >= SURE
        ]  # others are claimed when their leases end
        too_late = [call for call in self._held if call.until <= now]
        if too_late:
            Call.end(Call.objects.filter(pk__in=[call.pk for call in too_late]))
            self._held = [call for call in self._held if call not in too_late]
        for call in list(self._held):
            if not self._has_turn(call):
                continue
            self._held.remove(call)
            address = _mailbox(call.way)
            if call.way.channel == Channel.MAIL and address is None:
                call.give_up()
                continue
            self._out[id(call)] = call
            try:
                threading.Thread(target=self._bring, args=(call, address), name="call", daemon=True).start()
            except RuntimeError:  # no more threads on this machine, for now
                self._outcomes.put(Outcome(call, None))

    def _bring(self, call: Call, address: str | None) -> None:
        """In a thread of its own, without the database."""
        try:
            self._outcomes.put(_mailed(call, address) if address else _pushed(call))
        except (OSError, outside.NotReached, outside.NotAllowed):  # a line that is away may lead every name astray
            self._outcomes.put(Outcome(call, None))
        except ValueError:  # keys that are none
            self._outcomes.put(Outcome(call, REFUSED))
        except Exception as error:
            log.error("a call failed: %s", type(error).__name__)
            self._outcomes.put(Outcome(call, NOT_SENT))

    def _finished(self) -> list[Outcome]:
        """All that there are, at least one; none where whoever waits did not come back by the end of the lease."""
        try:
            found = [self._outcomes.get(timeout=LEASE.total_seconds())]
        except queue.Empty:
            log.error("%d calls have not come back; they are tried again", len(self._out))
            self._out.clear()
            return []
        while not self._outcomes.empty():
            found.append(self._outcomes.get())
        return found

    def _note(self, outcomes: list[Outcome]) -> None:
        for one in outcomes:
            self._out.pop(id(one.call), None)
            self.services[service_of(one.call.way)].note(answered=one.status is not None and one.status < 500)
        Call.brought([one.call for one in outcomes if one.status is not None and 200 <= one.status < 300])
        for one in outcomes:
            if one.status is None or one.status >= 500 or one.status in {408, 429}:
                one.call.try_again(timedelta(seconds=one.after))
            elif one.status in GONE:
                Way.end(Way.objects.filter(pk=one.call.way_id))
            elif one.status == NOT_SENT:
                one.call.give_up()
            elif one.status >= 300:
                one.call.refused()


sender = Sender()
"""The one of this process."""


def send_due() -> int:
    """A job of the clock: wakes the thread that brings calls, if any are due, and is done."""
    if Call.objects.filter(due_at__lte=clock.now()).exists():
        sender.wake()
    return 0


def service_of(way: Way) -> str:
    """Who is asked to bring what goes this way: one name for each, however its address is spelled."""
    if not way.endpoint:
        return "mail"
    parts = urlsplit(way.endpoint)
    return f"{(parts.hostname or '').rstrip('.')}:{parts.port or 443}"


def _pushed(call: Call) -> Outcome:
    from . import webpush  # its cryptography takes memory that a product nobody is called by does without

    endpoint = call.way.endpoint or ""
    left = max(int((call.until - clock.now()).total_seconds()), 0)
    headers = {
        "TTL": str(min(left // STEP * STEP, LONGEST_KEPT)),
        "Topic": TOPIC,
        "Urgency": "normal",
        "Content-Encoding": "aes128gcm",
    }
    headers |= {"Content-Type": "application/octet-stream", "Authorization": webpush.signed_for(endpoint)}
    words = _("A moment for you").encode()
    answer = outside.post(endpoint, headers, webpush.encrypted(words, call.way.p256dh, call.way.auth))
    return Outcome(call, answer.status, answer.after)


def _mailed(call: Call, address: str) -> Outcome:
    try:
        mail.send(address, call.way.member_id)
    except SMTPRecipientsRefused as refused:  # the mail server is well; this one mailbox is full, or gone
        return Outcome(call, REFUSED if all(code >= 500 for code, _said in refused.recipients.values()) else 429)
    return Outcome(call, 202)


def _mailbox(way: Way) -> str | None:
    """The confirmed address of the member of a way that leads to a mailbox."""
    return mail.address_for(way.member_id) if way.channel == Channel.MAIL else None
