"""Me: what one person set for themselves, and the pages that are always there."""

from __future__ import annotations

from typing import Any, cast

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.catalogue import catalogue
from nearer.people import items
from nearer.people.closing import close
from nearer.people.context import HALF, device_named, device_of
from nearer.people.export import in_pieces
from nearer.people.forms import PaceForm, PasswordForm, must_know
from nearer.people.http import member_of, signed_in
from nearer.people.models import Attic, PinSecret
from nearer.sealed.models import not_found
from nearer.web.phone import FACES

from .entry import limit
from .keys import DONE

RATINGS = 3

_sessions = ListUserSessionsView.as_view(template_name="people/devices.html")


@signed_in
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Everything that is mine to set."""
    member = member_of(request)
    return render(request, "people/me.html", {"member": member, "attic": Attic.of(member)})


@signed_in
@require_safe
def lock(request: HttpRequest) -> HttpResponse:
    """When this device locks, and what opens it. All of it stays in the browser."""
    return render(request, "people/lock.html")


@signed_in
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """The product on this phone: on the home screen, and what waits to be sent. All of it stays in the browser."""
    return render(request, "people/phone.html", {"faces": FACES})


@signed_in
@require_safe
def lighter(request: HttpRequest) -> HttpResponse:
    """Keep it light: a switch that stays in the browser until the next weekly number."""
    return render(request, "people/lighter.html")


@signed_in
@require_safe
def moment(request: HttpRequest) -> HttpResponse:
    """The safety moment. The page is the same for everyone, and what is chosen on it leads to no request."""
    return render(request, "people/moment.html", {"moment": catalogue(_language()).moment})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Numbers and addresses, the same for everyone. Whoever is not signed in leaves no session behind."""
    context: dict[str, Any] = {"help": catalogue(_language()).help}
    if not request.user.is_authenticated:
        context |= {"half": "", "csrf_token": ""}
    return render(request, "people/help.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def pace(request: HttpRequest) -> HttpResponse:
    """What the weekly number is made from, sealed; a POST is the number."""
    if request.method != "POST":
        felt = [items.described(item) for item in items.latest(member_of(request).public_id, "felt", RATINGS)]
        return JsonResponse({"box": member_of(request).pace_box, "felt": felt})
    data = PaceForm.of(request)
    member_of(request).keep_pace(data["pace"], data["box"])
    return HttpResponse(status=DONE)


@signed_in
@require_POST
def stop_regain(request: HttpRequest) -> HttpResponse:
    """That was not me: access without the code is stopped."""
    member_of(request).stop_regain()
    return redirect("me")


@signed_in
@require_POST
def end_device(request: HttpRequest, device_id: int) -> HttpResponse:
    """Sign one device out."""
    found = UserSession.objects.filter(user=member_of(request), pk=device_id).first()
    if found is None:
        raise not_found()
    found.end()
    _forget_pins_of_ended(request)
    return redirect("usersessions_list")


@signed_in
def devices(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; a POST signs out all other devices."""
    answer = cast(HttpResponse, _sessions(request))
    if request.method == "POST":
        _forget_pins_of_ended(request)
    return answer


def _forget_pins_of_ended(request: HttpRequest) -> None:
    member, store = member_of(request), type(request.session)
    halves = [store(one.session_key).get(HALF) for one in UserSession.objects.purge_and_list(member)]
    PinSecret.keep_only(member, [device_named(half) for half in halves if half])


@signed_in
@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign every device out, this one too."""
    for session in UserSession.objects.filter(user=member_of(request)):
        session.end()
    PinSecret.objects.filter(member=member_of(request)).delete()
    logout(request)
    return redirect("account_login")


@signed_in
@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """Taking a copy along, sealed or readable."""
    return render(request, "people/copy.html")


@signed_in
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything this member may read, in boxes as they are; `?words` leaves the pictures out."""
    pieces = in_pieces(member_of(request), pictures="words" not in request.GET)
    answer = cast(HttpResponse, StreamingHttpResponse(pieces, content_type="application/json"))
    answer["Content-Disposition"] = 'attachment; filename="copy-sealed.json"'
    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest) -> HttpResponse:
    """Closing the account: what it means, and doing it."""
    if request.method != "POST":
        return render(request, "people/closing.html", {"attic": Attic.of(member_of(request))})
    limit(request, "reauthenticate")
    must_know(member_of(request), PasswordForm.of(request)["auth"])
    PinSecret.forget(device_of(request))
    close(member_of(request))
    logout(request)
    return HttpResponse(status=DONE)


def _language() -> str:
    return get_language() or "en"
