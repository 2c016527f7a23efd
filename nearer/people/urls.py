"""Addresses of one person. allauth's views stand here one by one, by its names: what is not listed is not there."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from .strict import takes
from .views import entry, hints, keys, me

SIGN_UP = ("username", "password1", "public_id", "kdf", "wrapped", "recovery", "recovery_proof", "keyring", "next")
RESET = ("password1", "kdf", "wrapped", "recovery_proof", "recovery", "keyring", "revision", "next")
CHANGE = ("oldpassword", "password1", "kdf", "wrapped", "next")
MAIL = ("email", "action_add", "action_remove", "action_send", "action_primary")

login = takes("login", "password", "borrowed", "next")(account.LoginView.as_view(template_name="people/sign_in.html"))
signup_view = account.SignupView.as_view(
    template_name="people/sign_up.html", template_name_signup_closed="people/closed.html"
)
reset = account.PasswordResetFromKeyView.as_view(template_name="people/reset.html")
change = account.PasswordChangeView.as_view(template_name="people/password.html")
again = account.ReauthenticateView.as_view(template_name="people/again.html")
mail = account.EmailView.as_view(template_name="people/mail.html")

urlpatterns = [
    # Coming in
    path("kdf", entry.kdf, name="kdf"),
    path("sign-in/", login, name="account_login"),
    path("sign-up/", takes(*SIGN_UP)(signup_view), name="account_signup"),
    path(
        "sign-out/",
        takes("next")(account.LogoutView.as_view(template_name="people/sign_out.html")),
        name="account_logout",
    ),
    path(
        "code/",
        takes("code", "next")(mfa.AuthenticateView.as_view(template_name="people/code.html")),
        name="mfa_authenticate",
    ),
    path("forgotten/", entry.forgotten, name="account_reset_password"),
    re_path(
        r"^reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", takes(*RESET)(reset), name="account_reset_password_from_key"
    ),
    path("reset/<slug:uidb36>/wait/", entry.ask_regain, name="ask_regain"),
    path(
        "reset/done/",
        account.PasswordResetFromKeyDoneView.as_view(template_name="people/reset_done.html"),
        name="account_reset_password_from_key_done",
    ),
    path("help/", me.help_page, name="help"),
    # Me
    path("me/", me.me, name="me"),
    path("me/keys/", keys.keys, name="keys"),
    path("me/password/", takes(*CHANGE)(change), name="account_change_password"),
    path("me/again/", takes("password", "next")(again), name="account_reauthenticate"),
    path("me/recovery/", keys.recovery, name="recovery"),
    path("me/recovery/new/", keys.new_recovery, name="new_recovery"),
    path("me/attic/", keys.attic, name="attic"),
    path("me/regain/stop/", takes()(me.stop_regain), name="stop_regain"),
    path("me/pin/", keys.pin, name="pin"),
    path("me/pin/secret/", keys.pin_secret, name="pin_secret"),
    path("me/lock/", me.lock, name="lock"),
    path("me/phone/", me.phone, name="phone"),
    path("me/tempo/", me.lighter, name="lighter"),
    path("me/pace/", me.pace, name="pace"),
    path("me/wording/", hints.hints, name="hints"),
    path("me/moment/", me.moment, name="moment"),
    path("me/copy/", me.copy, name="copy"),
    path("me/copy/boxes/", me.export, name="export"),
    path("me/door/", me.closing, name="closing"),
    path("me/mail/", takes(*MAIL)(mail), name="account_email"),
    re_path(
        r"^me/mail/(?P<key>[-:\w]+)/$",
        takes()(account.ConfirmEmailView.as_view(template_name="people/mail_confirm.html")),
        name="account_confirm_email",
    ),
    path("me/devices/", takes()(me.devices), name="usersessions_list"),
    path("me/devices/<int:device_id>/end/", takes()(me.end_device), name="end_device"),
    path("me/devices/end/", takes()(me.end_everywhere), name="end_everywhere"),
    path("me/second/", takes()(mfa.IndexView.as_view(template_name="people/second.html")), name="mfa_index"),
    path(
        "me/second/again/",
        takes("code", "next")(mfa.ReauthenticateView.as_view(template_name="people/code_again.html")),
        name="mfa_reauthenticate",
    ),
    path(
        "me/second/on/",
        takes("code")(totp.ActivateTOTPView.as_view(template_name="people/second_on.html")),
        name="mfa_activate_totp",
    ),
    path(
        "me/second/off/",
        takes()(totp.DeactivateTOTPView.as_view(template_name="people/second_off.html")),
        name="mfa_deactivate_totp",
    ),
    path(
        "me/second/codes/",
        takes()(codes.ViewRecoveryCodesView.as_view(template_name="people/second_codes.html")),
        name="mfa_view_recovery_codes",
    ),
    path(
        "me/second/codes/new/",
        takes()(codes.GenerateRecoveryCodesView.as_view(template_name="people/second_codes_new.html")),
        name="mfa_generate_recovery_codes",
    ),
]
