"""What the page shows on which one chooses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.dates import WEEKDAYS_ABBR

from nearer.people.context import device_of
from nearer.people.http import member_of
from nearer.people.models import Member

from . import mail
from .forms import HOURS
from .models import Way, Wish
from .models.place import Place, home_of, places
from .models.way import Channel


@dataclass(frozen=True)
class CallsPage:
    """One member's, on the device that asks."""

    member: Member
    device: str
    hours = HOURS

    @classmethod
    def of(cls, request: HttpRequest) -> CallsPage:
        """For the one who is signed in."""
        return cls(member_of(request), device_of(request))

    @cached_property
    def wish(self) -> Wish:
        """What was chosen, or what is usual."""
        return Wish.of(self.member)

    @cached_property
    def is_chosen(self) -> bool:
        """Whether this member has ever chosen; who has not is not called."""
        return not self.wish._state.adding

    @cached_property
    def ways(self) -> list[Way]:
        """The devices that get calls."""
        return list(Way.objects.filter(member=self.member, channel=Channel.PUSH).order_by("pk"))

    @cached_property
    def channel(self) -> str:
        """By what this member is called; by nothing before they chose, and without the way to the mailbox."""
        if not self.is_chosen:
            return Channel.NONE
        mailbox = Way.objects.filter(member=self.member, channel=Channel.MAIL)
        return Channel.NONE if self.wish.channel == Channel.MAIL and not mailbox.exists() else self.wish.channel

    @property
    def is_reached(self) -> bool:
        """Whether a call would come now."""
        return bool(self.ways) if self.channel == Channel.PUSH else self.channel == Channel.MAIL and bool(self.address)

    @cached_property
    def address(self) -> str:
        """The confirmed address, where this server sends mails."""
        return mail.address_for(self.member.public_id) or ""

    @property
    def can_mail(self) -> bool:
        """Whether an address would be of use here."""
        return mail.can_mail()

    @cached_property
    def place(self) -> Place:
        """Where this member is."""
        return places([self.member.public_id])[self.member.public_id]

    @property
    def zone(self) -> str:
        """Whose clocks the hours are, or would be without scripts."""
        return (self.place.said or self.wish.zone or home_of(self.member.public_id) or "UTC").replace("_", " ")

    @property
    def days(self) -> list[tuple[int, str, bool]]:
        """The days of the week: number, name, whether chosen."""
        return [(day, str(name), bool(self.wish.days >> day & 1)) for day, name in WEEKDAYS_ABBR.items()]

    @property
    def server_key(self) -> str:
        """For the browser's subscription."""
        from .webpush import server_key

        return server_key()
