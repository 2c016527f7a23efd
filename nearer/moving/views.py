"""Taking a space along, and bringing it to where one wants to live."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nearer.people.adapter import INVITED
from nearer.people.fields import SecretField
from nearer.people.http import member_of, signed_in
from nearer.people.views.entry import limit
from nearer.sealed.forms import NothingForm, StrictForm
from nearer.sealed.models import not_found
from nearer.spaces import access as spaces
from nearer.spaces.models import Membership, Space
from nearer.web.refusals import malformed

from .files import lines_of
from .held import Held, parsed
from .models import KeptSeat

MOST_ROWS = 500


class HeldForm(StrictForm):
    """What a file says of the space and the two, and that one has the key."""

    held = forms.CharField(max_length=200_000, strip=False)
    proof = SecretField()


class RowsForm(StrictForm):
    """Some rows of a file."""

    rows = forms.CharField(max_length=900_000, strip=False)


@signed_in
@require_safe
def house(request: HttpRequest) -> HttpResponse:
    """What can be taken along from here, and bringing something here."""
    member = member_of(request)
    here = list(Space.of(member))
    waiting = KeptSeat.objects.filter(space__in=here, held__left_on=None).exclude(member=member)
    links = [
        (seat.space_id, f"{request.scheme}://{request.get_host()}/house/{seat.link}/" if seat.link_works else "")
        for seat in waiting
    ]
    mine = Membership.objects.filter(member=member, left_on=None).select_related("space")
    return render(request, "moving/house.html", {"places": mine, "links": links})


@require_safe
def arrive(request: HttpRequest, code: str = "") -> HttpResponse:
    """For whoever has a file and no account here: the old keys, under a new password. Behind a link it lets them in."""
    if request.user.is_authenticated:
        return redirect("house")
    if code:
        if not KeptSeat.lets_in(code):
            raise not_found()
        request.session[INVITED] = code
    elif not get_adapter(request).is_open_for_signup(request):
        return render(request, "people/closed.html")
    return render(request, "moving/arrive.html")


@signed_in
@require_safe
def boxes(request: HttpRequest, space_id: str) -> HttpResponse:
    """One's own part of a space, sealed, as a file."""
    lines = lines_of(spaces.present(request, space_id))
    answer = cast(HttpResponse, StreamingHttpResponse(lines, content_type="application/x-ndjson"))
    answer["Content-Disposition"] = 'attachment; filename="house-sealed.jsonl"'
    return answer


@signed_in
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Begin: which space it is, and who the two are. 200 where this member has their place already."""
    limit(request, "reauthenticate")
    data, member = HeldForm.of(request), member_of(request)
    begun = KeptSeat.begin(member, Held.of(member, data["held"]), data["proof"])
    return HttpResponse(status=200 if begun is None else 201)


@signed_in
@require_POST
def rows(request: HttpRequest, space_id: str) -> HttpResponse:
    """Some rows; the answer says how many could not be stored."""
    mine = _seat(request, space_id)
    left = mine.take(_rows(RowsForm.of(request)["rows"]))
    return HttpResponse(str(left), content_type="text/plain")


@signed_in
@require_POST
def seat(request: HttpRequest, space_id: str) -> HttpResponse:
    """All rows are here: take one's place. The page asks until it hears the answer, so a place may be taken already."""
    kept = KeptSeat.of(member_of(request), space_id)
    mine = kept or spaces.present(request, space_id)
    NothingForm.of(request)
    if kept is not None:
        kept.sit_down()
    spaces.choose(request, mine.space_id)
    return HttpResponse(status=204)


@signed_in
@require_POST
def link(request: HttpRequest, space_id: str) -> HttpResponse:
    """Another link for the other one; the former ends."""
    mine = spaces.present(request, space_id)
    NothingForm.of(request)
    KeptSeat.renew_link(mine)
    return redirect("house")


def _seat(request: HttpRequest, space_id: str) -> KeptSeat:
    found = KeptSeat.of(member_of(request), space_id)
    if found is None:
        raise not_found()
    return found


def _rows(text: str) -> list[Any]:
    given = parsed(text)
    if (
        not isinstance(given, list)
        or len(given) > MOST_ROWS
        or any(not isinstance(row, list) or len(row) != 2 or not isinstance(row[0], str) for row in given)
    ):
        raise malformed()
    return given
