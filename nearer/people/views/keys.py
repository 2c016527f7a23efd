"""What a signed-in browser asks of its keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people import access, items
from nearer.people.context import device_of
from nearer.people.forms import NewRecoveryForm, PinForm, ProofForm, RestoreForm, must_know
from nearer.people.http import member_of, signed_in
from nearer.people.models import PinSecret
from nearer.web.refusals import Refusal

from .entry import limit

DONE = 204


@signed_in
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The bundle: boxes and figures with which a password opens everything."""
    return JsonResponse(access.keys(request).bundle())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """The page of the recovery code; a POST proves that it is still there."""
    if request.method != "POST":
        return render(request, "people/recovery.html", {"member": member_of(request)})
    if not access.keys(request).knows_recovery(ProofForm.of(request)["proof"]):
        raise Refusal(403, _("That is a recovery code, but not yours of today. An older sheet may be in your hand."))
    member_of(request).confirm_recovery()
    return HttpResponse(status=DONE)


@signed_in
@require_POST
def new_recovery(request: HttpRequest) -> HttpResponse:
    """A new recovery code in place of the old one; takes the password."""
    data = NewRecoveryForm.of(request)
    limit(request, "reauthenticate")
    must_know(member_of(request), data["auth"])
    access.keys(request).renew_recovery(data["recovery"], data["recovery_proof"])
    return HttpResponse(status=DONE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def attic(request: HttpRequest) -> HttpResponse:
    """The private items written since the fresh start; a POST brings the older keys back together with them."""
    if request.method != "POST":
        since = items.since(member_of(request).public_id, access.attic(request).items)
        return JsonResponse({"items": [items.described(item) for item in since]})
    data = dict(RestoreForm.of(request))
    limit(request, "reauthenticate")
    mine = access.keys(request)
    must_know(mine.member, data.pop("auth"))
    mine.restore(resealed=data.pop("items"), **data)
    return HttpResponse(status=DONE)


@signed_in
@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    """A PIN for this sign-in."""
    data = PinForm.of(request)
    PinSecret.choose(member_of(request), device_of(request), data["proof"], data["secret"])
    return HttpResponse(status=DONE)


@signed_in
@require_POST
def pin_secret(request: HttpRequest) -> HttpResponse:
    """What the right PIN opens the lock with."""
    return JsonResponse({"secret": PinSecret.reveal(device_of(request), ProofForm.of(request)["proof"])})
