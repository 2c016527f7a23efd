"""Asking kindly, inviting, joining, and giving access back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.catalogue import catalogue
from nearer.people.adapter import INVITED
from nearer.people.http import member_of, signed_in
from nearer.sealed.forms import NothingForm
from nearer.spaces import access
from nearer.spaces.forms import ClaimForm, InvitationForm
from nearer.spaces.models import Invitation, Membership
from nearer.spaces.models.invitation import Purpose
from nearer.spaces.models.membership import the_other

from .answers import done


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, space_id: str) -> HttpResponse:
    """Ask kindly, and make the link."""
    mine = access.present(request, space_id)
    if request.method == "POST":
        Invitation.make(mine, **InvitationForm.of(request))
        return done()
    if mine.space.seat_is_kept:
        return redirect("house")
    asking = catalogue().asking
    context = {"mine": mine, "space": mine.space, "asking": asking, "waiting": Invitation.waiting(mine, Purpose.JOIN)}
    context["messages"] = [message for message in asking.messages if mine.space.bond in message.bonds]
    context["advices"] = [asking.before, asking.aloud, asking.angry, asking.shut_down, asking.no, asking.later]
    joined = the_other(mine) is not None
    full = joined or mine.space.memberships.count() > 1
    return render(request, "spaces/invitations.html", context | {"joined": joined, "full": full})


@signed_in
@require_http_methods(["DELETE"])
def invitation(request: HttpRequest, space_id: str, invitation_id: str) -> HttpResponse:
    """Cancel an invitation of one's own."""
    mine = access.present(request, space_id)
    Invitation.cancel(mine, invitation_id)
    return done()


@signed_in
@require_safe
def access_back(request: HttpRequest, space_id: str) -> HttpResponse:
    """Give the other access back to this space, by a code for the camera."""
    mine = access.present(request, space_id)
    context = {"mine": mine, "space": mine.space, "other": the_other(mine)}
    return render(request, "spaces/access_back.html", context | {"waiting": Invitation.waiting(mine, Purpose.REGRANT)})


@signed_in
@require_POST
def welcome(request: HttpRequest, space_id: str) -> HttpResponse:
    """It is the one who was invited."""
    mine = access.present(request, space_id)
    NothingForm.of(request)
    mine.welcome()
    return redirect("today")


@signed_in
@require_POST
def turned_away(request: HttpRequest, space_id: str) -> HttpResponse:
    """It is somebody else: they go, and the next invitation has a new key."""
    mine = access.present(request, space_id)
    NothingForm.of(request)
    mine.turn_away()
    return redirect("invitations", space_id)


@require_safe
def join(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """The page behind the link. What it holds is opened by the secret that only the link has."""
    found = Invitation.find(invitation_id)
    if found is None:
        return render(request, "spaces/join_gone.html", status=404)
    request.session[INVITED] = found.pk  # people.adapter asks whether it still opens something
    member = member_of(request) if request.user.is_authenticated else None
    mine = member and Membership.objects.filter(space=found.space_id, member=member).first()
    return render(request, "spaces/join.html", {"invitation": found, "space": found.space, "mine": mine})


@signed_in
@require_POST
def claims(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Take the seat, or the access."""
    claim = ClaimForm.of(request)
    keys = {name: claim[name] for name in ("keyring", "revision", "auth")}
    mine = Invitation.claim(member_of(request), invitation_id, space_id=claim["space"], **keys)
    access.choose(request, mine.space_id)
    return done()
