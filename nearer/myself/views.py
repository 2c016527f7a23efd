"""Find, call one verb, render. What changes something answers 204; the open page then asks for what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people.http import member_of, signed_in
from nearer.photos.models import Snapshot
from nearer.photos.templatetags.photos import show_beside
from nearer.sealed.forms import BoxForm
from nearer.spaces import access as spaces
from nearer.spaces.models import Membership
from nearer.spaces.models.membership import the_other

from . import access, prompts
from .models import Aim, Entry, Own, Plan

PAGE = 30


@signed_in
@require_safe
def my_journal(request: HttpRequest) -> HttpResponse:
    """What one wrote, newest first, thirty at a time, and a new page to write on."""
    mine, _other = spaces.chosen(request)
    if mine is None:
        return redirect("today")
    before = request.GET.get("before", "")
    written = Entry.by(member_of(request))
    if before.isdecimal() and len(before) < 10:
        written = written.filter(number__lt=int(before))
    found = list(written[: PAGE + 1])
    show_beside(found[:PAGE], Snapshot.objects.filter(space__in={each.space_id for each in found}))
    context: dict[str, Any] = {"entries": found[:PAGE], "more": found[PAGE - 1].number if len(found) > PAGE else None}
    context["prompts"] = prompts.questions(mine.member_id, mine.space.day())
    return render(request, "myself/journal.html", _place(mine) | context)


@signed_in
@require_safe
def boxes(request: HttpRequest) -> HttpResponse:
    """Every page of the journal in its box, for the search that the browser does by itself.

    {"entries": [[day, space, [kind, item, author, epoch, revision, box]], ...]}
    """
    rows = [
        [each.day.isoformat(), each.space_id, [each.KIND, each.pk, each.author_id, each.epoch, each.revision, each.box]]
        for each in Entry.by(member_of(request))
    ]
    return JsonResponse({"entries": rows})


@signed_in
@require_safe
def my_aims(request: HttpRequest) -> HttpResponse:
    """What one would like to grow into, in small steps."""
    mine, _other = spaces.chosen(request)
    if mine is None:
        return redirect("today")
    return render(request, "myself/aims.html", _place(mine) | {"aims": Aim.by(member_of(request))})


@signed_in
@require_safe
def my_plans(request: HttpRequest) -> HttpResponse:
    """Kindnesses in the making, and ideas for more."""
    mine, _other = spaces.chosen(request)
    if mine is None:
        return redirect("today")
    ideas = prompts.ideas(mine.member_id, mine.space.day(), mine.space.bond)
    return render(request, "myself/plans.html", _place(mine) | {"plans": Plan.by(member_of(request)), "ideas": ideas})


def _writing(model: type[Own]) -> Callable[..., HttpResponse]:
    @signed_in
    @require_POST
    def write(request: HttpRequest, space_id: str) -> HttpResponse:
        """The first version, or the next one of what is there. One may, also after leaving: it is one's own."""
        mine = spaces.membership(request, space_id)
        model.write(mine, BoxForm.envelope(request))
        return HttpResponse(status=204)

    return write


journal, aims, plans = _writing(Entry), _writing(Aim), _writing(Plan)


@signed_in
@require_http_methods(["GET", "HEAD", "DELETE"])
def entry(request: HttpRequest, space_id: str, entry_id: str) -> HttpResponse:
    """One page of the journal."""
    return _one(Entry, request, space_id, entry_id)


@signed_in
@require_http_methods(["GET", "HEAD", "DELETE"])
def aim(request: HttpRequest, space_id: str, aim_id: str) -> HttpResponse:
    """One aim."""
    return _one(Aim, request, space_id, aim_id)


@signed_in
@require_http_methods(["GET", "HEAD", "DELETE"])
def plan(request: HttpRequest, space_id: str, plan_id: str) -> HttpResponse:
    """One plan."""
    return _one(Plan, request, space_id, plan_id)


def _one(model: type[Own], request: HttpRequest, space_id: str, item_id: str) -> HttpResponse:
    """To read, to change, to bring to the two; or it is taken away."""
    if request.method == "DELETE":
        model.remove(spaces.membership(request, space_id), item_id)
        return HttpResponse(status=204)
    found, mine = access.own(model, request, space_id, item_id)
    template = f"myself/{model.__name__.lower()}.html"
    return render(request, template, _place(mine) | {"item": found, "other": the_other(mine)})


def _place(mine: Membership) -> dict[str, Any]:
    return {"mine": mine, "space": mine.space}
