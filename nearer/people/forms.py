"""The forms of allauth's views, with what a browser derives in place of passwords, and our own small ones."""

from __future__ import annotations

import json
from typing import Any, cast

from allauth.account import forms as allauth
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nearer.sealed.forms import StrictForm
from nearer.web.refusals import Refusal, malformed

from .fields import BoxField, DerivedField, KdfField, MachineField, MemberIdField, NumberField, SecretField
from .items import Resealed
from .models import Keys, Member
from .models.member import DEEPEST_PACE


class LoginForm(allauth.LoginForm):  # type: ignore[misc]
    """Name and derived secret; `borrowed` on a device that is not one's own."""

    password = DerivedField()
    borrowed = forms.BooleanField(required=False)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """allauth's sign-in; on a borrowed device it ends with the browser."""
        response: HttpResponse = super().login(request, redirect_url)
        if self.cleaned_data["borrowed"]:
            request.session.set_expiry(0)
        return response


class SignupForm(allauth.SignupForm):  # type: ignore[misc]
    """A name, the derived secret, and the boxes that the browser made. AccountAdapter.save_user stores them."""

    public_id = MemberIdField()
    kdf = KdfField()
    wrapped = BoxField()
    recovery = BoxField()
    recovery_proof = SecretField()
    keyring = BoxField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = DerivedField()


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """The old and the new derived secret, and the member secret boxed under the new one."""

    oldpassword = DerivedField()
    password1 = DerivedField()
    password2 = None
    kdf = KdfField()
    wrapped = BoxField()

    def save(self) -> None:
        """Change both or neither."""
        with transaction.atomic():
            super().save()
            self.user.stop_regain()
            Keys.objects.get(member=self.user).rewrap(self.cleaned_data["kdf"], self.cleaned_data["wrapped"])


class ReauthenticateForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    """The derived secret once more."""

    password = DerivedField()


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a reset link: with the recovery code at once, or afresh after a day of waiting."""

    password1 = DerivedField()
    password2 = None
    kdf = KdfField()
    wrapped = BoxField()
    recovery_proof = SecretField()
    recovery = BoxField(required=False)
    keyring = BoxField(required=False)
    revision = NumberField(required=False)

    def clean(self) -> dict[str, Any]:
        """Raises Refusal 400 for half of a fresh start, 403 for a wrong code, 409 before the day has passed."""
        data = cast(dict[str, Any], super().clean())
        fresh = [data[name] for name in ("recovery", "keyring", "revision")]
        if any(fresh) != all(fresh):
            raise malformed()
        if all(fresh):
            if not self.user.may_regain():
                raise Refusal(409, _("Without the code this takes a day of waiting. Ask for it on this page first."))
        elif not Keys.objects.get(member=self.user).knows_recovery(data["recovery_proof"]):
            raise Refusal(403, _("That is a recovery code, but not the one of this account."))
        return data

    def save(self) -> None:
        """Change the password, and with it the box of the member secret or all keys."""
        data, keys = self.cleaned_data, Keys.objects.get(member=self.user)
        former = self.user.password
        with transaction.atomic():
            super().save()
            self.user.stop_regain()
            if data["keyring"]:
                keys.start_afresh(
                    **{
                        name: data[name]
                        for name in ("kdf", "wrapped", "keyring", "revision", "recovery", "recovery_proof")
                    },
                    former=former,
                )
            else:
                keys.rewrap(data["kdf"], data["wrapped"])


class NameForm(StrictForm):
    """A name to sign in by, as typed."""

    login = forms.CharField(max_length=200, required=False)


class ProofForm(StrictForm):
    """Proof that the recovery code, or the PIN, is known."""

    proof = SecretField()


class NewRecoveryForm(StrictForm):
    """A new recovery code: the derived secret, the new box, its proof."""

    auth = DerivedField()
    recovery = BoxField()
    recovery_proof = SecretField()


class PinForm(StrictForm):
    """A PIN for this sign-in."""

    proof = SecretField()
    secret = SecretField()


class PaceForm(StrictForm):
    """The weekly number, and what it was made from, sealed."""

    pace = NumberField()
    box = BoxField()

    def clean_pace(self) -> int:
        """Raises Refusal 400 outside 0-3."""
        pace: int = self.cleaned_data["pace"]
        if pace > DEEPEST_PACE:
            raise malformed()
        return pace


class PasswordForm(StrictForm):
    """The derived secret, where something is about to be lost for good."""

    auth = DerivedField()


class ResealedField(MachineField):
    """Private items under another key, as JSON."""

    def checked(self, value: str) -> list[Resealed]:
        try:
            given = json.loads(value)
            items = [Resealed(**item) for item in given]
        except (ValueError, TypeError):
            raise malformed() from None
        for item in items:
            if not (isinstance(item.id, str) and type(item.revision) is int and isinstance(item.box, str)):
                raise malformed()
            BoxField().clean(item.box)
        return items


class RestoreForm(StrictForm):
    """The old keys back from the attic: the present derived secret, and the former one or the former code's proof."""

    auth = DerivedField()
    former_auth = DerivedField(required=False)
    former_proof = SecretField(required=False)
    wrapped = BoxField()
    recovery = BoxField()
    recovery_proof = SecretField()
    keyring = BoxField()
    revision = NumberField()
    items = ResealedField()


def must_know(member: Member, auth: str) -> None:
    """Raises Refusal 403 unless this is what the member's password derives to."""
    if not member.check_password(auth):
        raise Refusal(403, _("That was not your password."))
