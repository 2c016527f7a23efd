"""Closing an account, alone and at once."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.web.refusals import too_late

from . import items
from .models import Attic, Keys, Member, PinSecret
from .models.member import DEEPEST_PACE


def close(member: Member) -> None:
    """Leave every space, delete what was private and all keys. What both had opened stays for the other.

    Where nobody else is left in any space, nothing stays, the member's row neither. Raises Refusal 409 while older keys
    rest in the attic: who began afresh with a mailbox only could else destroy them this way.
    """
    attic = Attic.of(member)
    if attic is not None:
        raise too_late(
            _("Your older keys are kept until %(day)s, and the account with them. Bring them back first, or wait.")
            % {"day": date_format(attic.until, "j F")}
        )
    with transaction.atomic():
        items.forget_private(member.public_id)
        for mine in list(member.memberships.all()):
            mine.give_up()
        for session in UserSession.objects.filter(user=member):
            session.end()
        if not member.memberships.exists() and not items.still_named(member.public_id):
            member.delete()
            return
        for model in (Keys, Attic, PinSecret, EmailAddress, Authenticator):
            owner = "user" if model in (EmailAddress, Authenticator) else "member"
            model._default_manager.filter(**{owner: member}).delete()
        _make_nameless(member)


def _make_nameless(member: Member) -> None:
    """The row that stays, with nothing in it: the other's items name it as author.

    How the other calls this member was given to them, and stays like the words under it.
    """
    member.give_up_name()
    member.pace, member.pace_box, member.pace_on = DEEPEST_PACE, "", None
    member.regain_asked_at, member.recovery_checked_on, member.joined_on = None, None, today()
    member.save()
