"""A call by e-mail, and the link in it by which it is the last one."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _


def can_mail() -> bool:
    """Whether there is a mail server, and an address under which the links in a mail lead here."""
    return bool(settings.EMAIL_HOST and settings.ADDRESS)


def address_for(member_id: str) -> str | None:
    """The confirmed address of a member; None where there is none, or this server sends no mails."""
    if not can_mail():
        return None
    confirmed = EmailAddress.objects.filter(user__public_id=member_id, verified=True)
    found: str | None = confirmed.order_by("-primary").values_list("email", flat=True).first()
    return found


def send(address: str, member_id: str) -> None:
    """Raises OSError (as all of smtplib's errors are) when the mail server does not take it."""
    stop = settings.ADDRESS + reverse("no_more_mails", args=[token_of(member_id)])
    context = {"link": settings.ADDRESS + "/", "stop": stop}
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    plain = render_to_string("calling/mail.txt", context)
    mail = EmailMultiAlternatives(
        _("A moment for you"),
        plain,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers=headers | {"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("calling/mail.html", context), "text/html")
    mail.send()


def token_of(member_id: str) -> str:
    """What stands in the link: whose calls end, signed; no sign-in is needed with it."""
    return _signer().sign(member_id)


def member_named(token: str) -> str | None:
    """Whose token this is; None for one that is not ours."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return None


def _signer() -> Signer:
    """Goes by a key that a copy holds: after a restore the links in mails of before still end them. Those that went out
    under the other key count too.
    """
    return Signer(key=settings.PUSH_KEY, fallback_keys=[settings.SECRET_KEY], salt="nearer/1/no-more-mails")
