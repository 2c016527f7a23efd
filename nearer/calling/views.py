"""Find, call one verb, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from nearer.people.context import device_of
from nearer.people.http import member_of, signed_in
from nearer.people.strict import takes
from nearer.people.views.entry import limit
from nearer.sealed.forms import NothingForm
from nearer.sealed.models import not_found

from . import mail
from .forms import SubscriptionForm, WishForm
from .models import Way, Wish
from .page import CallsPage

ONE_CLICK = "List-Unsubscribe"  # what a mail program posts (RFC 8058)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """When I want to be called, for what and by what; the devices that get calls."""
    if request.method == "POST":
        Wish.of(member_of(request)).choose(**WishForm.chosen(request))
        return redirect("calls")
    return render(request, "calling/calls.html", {"page": CallsPage.of(request)})


@signed_in
@require_POST
def ways(request: HttpRequest) -> HttpResponse:
    """This browser takes calls from now on."""
    agent = request.headers.get("User-Agent", "")
    Way.by_push(member_of(request), **SubscriptionForm.of(request), device=device_of(request), agent=agent)
    return HttpResponse(status=204)


@signed_in
@require_POST
def end_way(request: HttpRequest, way_id: int) -> HttpResponse:
    """No more calls to this device."""
    NothingForm.of(request)
    Way.take_away(member_of(request), way_id)
    return redirect("calls")


@signed_in
@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """A call to myself, to see whether it comes."""
    NothingForm.of(request)
    limit(request, "manage_email")
    Wish.of(member_of(request)).try_it()
    return render(request, "calling/calls.html", {"page": CallsPage.of(request), "tried": True})


@csrf_exempt  # a mail program posts it; the signed link says who
@takes(ONE_CLICK)
@require_http_methods(["GET", "HEAD", "POST"])
def no_more_mails(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: one button, or one click in the mail program, and no more of them come."""
    member_id = mail.member_named(token)
    if member_id is None:
        raise not_found()
    if request.method == "POST":
        Wish.no_more_mails(member_id)
    context = {"token": token, "done": request.method == "POST", "half": "", "csrf_token": ""}
    return render(request, "calling/no_more_mails.html", context)
