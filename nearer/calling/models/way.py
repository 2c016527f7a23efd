"""A way to reach a member: a browser that takes calls, or their mailbox."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.people.models import Member
from nearer.sealed.models import not_found
from nearer.web.refusals import too_late

MOST_WAYS = 10
GIVEN_UP = 10
"""After so many calls in a row that its push service refused a subscription is taken for gone."""


class Channel(models.TextChoices):
    """By what a member is called."""

    PUSH = "push"
    MAIL = "mail"
    NONE = "none"


class Way(models.Model):
    """A browser's subscription at its maker's push service, with the two keys under which calls to it are sealed, or,
    with `channel` mail, the member's confirmed address, which is looked up when a mail is sent.

    `device` is the sign-in that made it, as for a PIN: it ends with that. `agent` is what its browser calls itself.
    """

    member = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    channel = models.CharField(max_length=4, choices=Channel.choices)
    endpoint = models.CharField(max_length=1000, null=True, unique=True)  # noqa: DJ001  (mailboxes have none)
    p256dh = models.CharField(max_length=100, blank=True)
    auth = models.CharField(max_length=30, blank=True)
    device = models.CharField(max_length=64, blank=True, db_index=True)
    agent = models.CharField(max_length=300, blank=True)
    since = models.DateField(default=today)
    failed = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel="push", endpoint__startswith="http")
                | models.Q(channel="mail", endpoint=None),
                name="calling_way_has_its_place",
            ),
            models.UniqueConstraint(fields=["member"], condition=models.Q(channel="mail"), name="calling_one_mailbox"),
        ]

    @classmethod
    def by_push(
        cls, member: Member, *, endpoint: str, p256dh: str, auth: str, device: str, agent: str, zone: str = ""
    ) -> None:
        """This browser takes calls for this member from now on, and for nobody else; whoever chose nothing yet has now.

        Raises Refusal 409 where this member has as many already as anybody needs.
        """
        from .wish import Wish

        with transaction.atomic():
            former = cls.objects.filter(models.Q(endpoint=endpoint) | models.Q(device=device, channel=Channel.PUSH))
            Wish.hold({member.public_id, *former.values_list("member_id", flat=True)})
            cls.end(former)
            if cls.objects.filter(member=member).count() >= MOST_WAYS:
                raise too_late(_("Ten devices get calls already. Take one of them away first."))
            place = {"member": member, "device": device, "agent": agent[:300]}
            cls.objects.create(channel=Channel.PUSH, endpoint=endpoint, p256dh=p256dh, auth=auth, **place)
            Wish.of(member).choose(channel=Channel.PUSH, zone=zone)

    @classmethod
    def take_away(cls, member: Member, way_id: int) -> None:
        """This device gets no calls any more. Raises Refusal 404 for what is not this member's."""
        if not cls.end(cls.objects.filter(member=member, pk=way_id)):
            raise not_found()

    @classmethod
    def end(cls, which: models.QuerySet[Self]) -> int:
        """Delete these ways, and the calls on them; how many there were. With none left nothing is planned any more."""
        from .call import Call
        from .wish import Wish

        with transaction.atomic():
            members = sorted(set(which.values_list("member_id", flat=True)))
            Wish.hold(members)
            Call.end(Call.objects.filter(way__in=which))
            ended = which.delete()[1].get(cls._meta.label, 0)
            for member_id in members:
                Wish.plan_for(member_id)
        return ended

    @classmethod
    def forget_device(cls, device: str) -> None:
        """Signed out: no more calls to it."""
        cls.end(cls.objects.filter(device=device, channel=Channel.PUSH))

    @classmethod
    def keep_devices(cls, member: Member, devices: list[str]) -> None:
        """All others were signed out."""
        cls.end(cls.objects.filter(member=member, channel=Channel.PUSH).exclude(device__in=devices))

    @classmethod
    def forget_private(cls, member_id: str) -> None:
        """The account was closed."""
        cls.end(cls.objects.filter(member__public_id=member_id))
