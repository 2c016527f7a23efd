"""The first page: one question, and at most two small things beside it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from nearer.clock import today as today_is
from nearer.exchange.models import Exchange
from nearer.exchange.page import ExchangePage
from nearer.giving.composing import COMPOSERS
from nearer.giving.models import Kept
from nearer.giving.offering import AT_ONCE
from nearer.letters.models import Letter
from nearer.people.http import member_of, signed_in
from nearer.people.models import Member
from nearer.people.views import welcome
from nearer.sealed.forms import NothingForm
from nearer.spaces import access, cards
from nearer.spaces.models import Membership
from nearer.web.refusals import malformed

from . import offers
from .given import Given

SITTING, LETTER = "together/_card.html", "letters/_card.html"
RECOVERY, MOMENT = "today/_recovery.html", "today/_moment.html"
MOMENT_EVERY = 60  # days between two offers of a moment for oneself, counted from the day one joined
MOMENT_STAYS = range(3)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Today for a member; the welcome for everybody else."""
    if not request.user.is_authenticated:
        return welcome(request)
    mine, other = access.chosen(request)
    if mine is None:
        return redirect("begin")
    context: dict[str, Any] = {"mine": mine, "other": other, "space": mine.space, "member": member_of(request)}
    if mine.left_on is not None:
        return render(request, "today/left.html", context)
    if mine.paused_on:
        return render(request, "today/paused.html", context)
    return render(request, "today/today.html", context | _present(mine, other, context["member"]))


def _present(mine: Membership, other: Membership | None, member: Member) -> dict[str, Any]:
    """The exchange, and two small things beside it."""
    needed = cards.for_today(mine, other)
    if cards.LEFT in needed:  # nothing opens any more once the other has left
        return {"cards": needed}
    day, language = mine.space.day(), get_language()
    exchange, has_letter = _exchange(mine.pk, mine.space_id, mine.seq, day, language)
    first = [*needed, *([SITTING] if mine.space.sitting else []), *([LETTER] if has_letter else [])][:AT_ONCE]
    can_wait = _that_can_wait(member)
    beside = offers.for_today(mine, other, day, language, offers.Cards(len(first), len(can_wait)))
    return {"exchange": exchange, "cards": [*first, *can_wait[: beside.waiting_cards]], "offers": beside.lines}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def given(request: HttpRequest, space_id: str) -> HttpResponse:
    """Everything that passed between the two, by day, and the ways to give something; or go where something waits."""
    if request.method == "POST":
        return _look(request, access.present(request, space_id))
    mine = access.membership(request, space_id)
    try:
        before = date.fromisoformat(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise malformed() from None
    other = Membership.objects.filter(space=mine.space_id).exclude(pk=mine.pk).first()
    context: dict[str, Any] = {"mine": mine, "other": other, "space": mine.space, "today": mine.space.day()}
    context |= {"page": Given.of(mine, before), "kept": Kept.ids(mine), "composers": COMPOSERS}
    return render(request, "today/given.html", context)


def _look(request: HttpRequest, mine: Membership) -> HttpResponse:
    """From Today to what was given: one thing has its own page, several stand in the list."""
    NothingForm.of(request)
    one = offers.look_at_given(mine)
    place = reverse("gift", args=[mine.space_id, one]) if one else reverse("given", args=[mine.space_id])
    return HttpResponse(headers={"HX-Redirect": place})


@lru_cache(maxsize=1000)
def _exchange(membership_id: int, space_id: str, seq: int, day: date, language: str | None) -> tuple[SafeString, bool]:
    """The exchange as this member sees it on this day, and whether a letter waits.

    `seq` counts whatever changed for this member, so the same number is the same page: it is made once and kept,
    with its envelopes closed, until the number moves or the day turns.
    """
    both = access.OF_SPACE(space_id)
    mine = next(one for one in both if one.pk == membership_id)
    other = next((one for one in both if one is not mine), None)
    page = ExchangePage.of(Exchange.objects.present(mine.space), mine, other)
    made = render_to_string("exchange/_exchange.html", {"page": page})
    return made, Letter.objects.announced_to(mine).exists()


def _that_can_wait(member: Member) -> list[str]:
    """Cards that come after what the other gave: one's recovery sheet, or a line now and then that there is a page for
    oneself alone.
    """
    moment = (today_is() - member.joined_on).days % MOMENT_EVERY in MOMENT_STAYS
    return [*([RECOVERY] if member.recovery_is_due() else []), *([MOMENT] if moment else [])]
