"""Where allauth asks us: who may sign up, what is stored with a new member, what is said and mailed."""

from __future__ import annotations

import logging
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nearer.web.refusals import Refusal, malformed

from .context import device_of
from .fields import is_derived
from .models import Keys, Member, PinSecret
from .models.keys import proof_hash
from .models.member import TAKEN

log = logging.getLogger(__name__)

INVITED = "invited"  # set in the session by the page of an invitation: its id


def lets_in(_invitation: str, /) -> bool:
    """Whether an invitation may still be used. The rooms above put their answer in place of this one (spaces.apps)."""
    return False


def kept_for(_code: str, _public_id: str, /) -> int | None:
    """The row that waits for whoever signs up with this link and this id; filled in as the one above (moving.apps).

    Raises Refusal 403 for a link that lets in only somebody else.
    """
    return None


# allauth's own mails tell of names, addresses and products; only these two are sent, and say nothing to a passer-by.
MAILS = {
    "account/email/password_reset_key": "people/mail/reset.txt",
    "account/email/email_confirmation": "people/mail/confirm.txt",
    "account/email/email_confirmation_signup": "people/mail/confirm.txt",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's way in, with names, derived secrets and boxes."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Name and password do not fit together. Look at both once more."),
        "incorrect_password": gettext_lazy("That was not your password."),
        "enter_current_password": gettext_lazy("That was not your present password."),
        "username_taken": TAKEN,
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes, then try again."),
        "invalid_password_reset": gettext_lazy("This link is used up or too old. Ask for a new one."),
        "incorrect_code": gettext_lazy("That code does not fit. Wait for the next one and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open for the first person, for the invited, and where NEARER_SIGNUP=open."""
        if settings.SIGNUP_OPEN or lets_in(request.session.get(INVITED, "")):
            return True
        return not Member.objects.filter(is_active=True).exists()

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The name in its one Unicode form, so that it can be typed on every keyboard."""
        return str(super().clean_username(unicodedata.normalize("NFKC", username).strip(), shallow))

    def clean_password(self, password: str, user: Any = None) -> str:
        """A derived secret; the browser judged the password before. Raises Refusal 400."""
        if not is_derived(password):
            raise malformed()
        return password

    def set_password(self, user: Member, password: str) -> None:
        """The password alone: the rest of the row was read before the secrets were stretched, and may have moved on.

        The keyring opens only together with the revision it was stored with.
        """
        user.set_password(password)
        user.save(update_fields=["password"])

    def save_user(self, request: HttpRequest, user: Member, form: Any, commit: bool = True) -> Member:
        """The new member and their boxes, both or neither.

        Raises Refusal 422 when the name was just taken, 403 where the link lets in only somebody else.
        """
        data = form.cleaned_data
        user.public_id = data["public_id"]
        user.pk = kept_for(request.session.get(INVITED, ""), user.public_id)
        try:
            with transaction.atomic():
                super().save_user(request, user, form, commit)
                Keys.objects.create(
                    member=user,
                    kdf=data["kdf"],
                    wrapped=data["wrapped"],
                    recovery=data["recovery"],
                    recovery_proof_hash=proof_hash(data["recovery_proof"]),
                    keyring=data["keyring"],
                )
        except IntegrityError:
            raise Refusal(422, str(TAKEN)) from None
        request.session.pop(INVITED, None)
        return user

    def logout(self, request: HttpRequest) -> None:
        """The PIN of this device goes with the sign-in."""
        PinSecret.forget(device_of(request))
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to Me."""
        return "/me/"

    # What is said

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""

    def ajax_response(
        self,
        request: HttpRequest,
        response: HttpResponse,
        redirect_to: str | None = None,
        form: BaseForm | None = None,
        data: Any = None,
    ) -> HttpResponse:
        """For our scripts: where to go next (and the token that is valid from now on), or the form's mistakes."""
        if form is not None and form.errors:
            mistakes = [str(error) for errors in form.errors.values() for error in errors]
            return HttpResponse(" ".join(mistakes), status=422, content_type="text/plain; charset=utf-8")
        if response.status_code >= 400:
            return HttpResponse(
                _("This is not open to you."), status=response.status_code, content_type="text/plain; charset=utf-8"
            )
        return JsonResponse({"location": redirect_to or "/", "csrf": get_token(request)})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One of our two mails, if there is a mail server. A server that fails does not show in the page."""
        template = MAILS.get(template_prefix)
        if template is None or not settings.EMAIL_HOST:
            return
        body = render_to_string(template, context)
        try:
            EmailMessage(_("A link for you"), body, settings.DEFAULT_FROM_EMAIL, [email]).send()
        except OSError as error:
            log.error("The mail server did not take a mail: %s", type(error).__name__)
