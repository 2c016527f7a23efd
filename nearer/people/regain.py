"""Links with which someone who forgot the password comes in again."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import connections
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from .models import Member

NEAR = "http://localhost:8000"

log = logging.getLogger(__name__)
beside = ThreadPoolExecutor(1, thread_name_prefix="mail")


def reset_link(name: str, base: str = "") -> str:
    """A link for the member who signs in by this name, valid for three days or until it is used.

    Raises LookupError with a sentence when nobody has this name.
    """
    member = Member.objects.named(name)
    if member is None:
        raise LookupError(_("Nobody here signs in by this name."))
    return _link(member, settings.ADDRESS or base or NEAR)


def mail_link(request: HttpRequest, name: str) -> Future[None]:
    """Mail a link to the member of this name, if there is such a one with a confirmed address, and a mail server.

    All of it happens beside the request, one name after the other: how long the answer takes tells nothing of names.
    """
    return beside.submit(_mail_link, request, name, get_language())


def _mail_link(request: HttpRequest, name: str, language: str | None) -> None:
    from .adapter import AccountAdapter

    try:
        member = Member.objects.named(name)
        address = member and EmailAddress.objects.filter(user=member, verified=True, primary=True).first()
        if member is not None and address is not None:
            link = _link(member, settings.ADDRESS or request.build_absolute_uri("/").rstrip("/"))
            with override(language):
                AccountAdapter(request).send_mail("account/email/password_reset_key", address.email, {"link": link})
    except Exception as error:  # nobody waits for this thread: the log is the only one to be told, and without values
        log.error("A mail with a link was not made: %s", type(error).__name__)
    finally:
        connections.close_all()


def _link(member: Member, base: str) -> str:
    key = default_token_generator.make_token(member)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(member), "key": key})
    return f"{base}{path}"
