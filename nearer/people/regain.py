"""Links with which someone who forgot the password comes in again."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Member

NEAR = "http://localhost:8000"


def reset_link(name: str, base: str = "") -> str:
    """A link for the member who signs in by this name, valid for three days or until it is used.

    Raises LookupError with a sentence when nobody has this name.
    """
    member = Member.objects.named(name)
    if member is None:
        raise LookupError(_("Nobody here signs in by this name."))
    return _link(member, settings.ADDRESS or base or NEAR)


def mail_link(request: HttpRequest, name: str) -> None:
    """Mail a link to the member of this name, if there is such a one with a confirmed address, and a mail server."""
    from .adapter import AccountAdapter

    member = Member.objects.named(name)
    address = member and EmailAddress.objects.filter(user=member, verified=True, primary=True).first()
    if member is not None and address is not None:
        link = _link(member, settings.ADDRESS or request.build_absolute_uri("/").rstrip("/"))
        AccountAdapter(request).send_mail("account/email/password_reset_key", address.email, {"link": link})


def _link(member: Member, base: str) -> str:
    key = default_token_generator.make_token(member)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(member), "key": key})
    return f"{base}{path}"
