"""Find, call one verb, render. What changes something answers 204; the open page then asks for what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people.http import signed_in
from nearer.sealed.forms import BoxForm, NothingForm
from nearer.spaces import access as spaces
from nearer.spaces.views.answers import done
from nearer.web.refusals import malformed

from . import access
from .models import Exchange, Felt, Mark, OwnQuestion, Reply, Response
from .page import ExchangePage, Past

PAGE = 30


@signed_in
@require_safe
def exchange(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
    """One exchange of any day."""
    found, mine = access.exchange(request, space_id, day)
    page = ExchangePage.of(found, mine, spaces.former_or_present(mine))
    return render(request, "exchange/exchange.html", {"page": page, "space": mine.space, "mine": mine})


@signed_in
@require_POST
def answers(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
    """Disclose, or change what one disclosed before it opens."""
    found, mine = access.to_write(request, space_id, day)
    found.answer(mine, BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def withdrawals(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
    """Take the answer back before it opens."""
    found, mine = access.to_write(request, space_id, day)
    NothingForm.of(request)
    found.take_back(mine)
    return done()


@signed_in
@require_POST
def responses(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
    """Answer the other with understanding."""
    found, mine = access.to_write(request, space_id, day)
    Response.give(found, mine, BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def replies(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
    """One reply each."""
    found, mine = access.to_write(request, space_id, day)
    Reply.give(found, mine, BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def felt(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
    """How understood it felt, to oneself."""
    found, mine = access.exchange(request, space_id, day)
    Felt.say(found, mine, BoxForm.envelope(request))
    return done()


def _mark(kind: Mark.Kind) -> Callable[..., HttpResponse]:
    @signed_in
    @require_http_methods(["POST", "DELETE"])
    def mark(request: HttpRequest, space_id: str, day: date) -> HttpResponse:
        found, mine = access.to_write(request, space_id, day)
        NothingForm.of(request)
        (Mark.put if request.method == "POST" else Mark.lift)(kind, found, mine)
        return done()

    return mark


passing = _mark(Mark.Kind.PASSED)
talk = _mark(Mark.Kind.TALKED)
talk_later = _mark(Mark.Kind.LATER)


@signed_in
@require_safe
def exchanges(request: HttpRequest, space_id: str) -> HttpResponse:
    """All that both have opened, newest first, thirty at a time."""
    mine = spaces.membership(request, space_id)
    before = _day(request.GET.get("before"))
    opened = Exchange.objects.opened(mine)
    found = list((opened.filter(day__lt=before) if before else opened)[: PAGE + 1])
    pasts = [Past.of(each, mine.member_id) for each in found[:PAGE]]
    more = pasts[-1].exchange.day if len(found) > PAGE else None
    return render(request, "exchange/exchanges.html", spaces.both(mine) | {"pasts": pasts, "more": more})


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise malformed() from None


@signed_in
@require_safe
def unfinished(request: HttpRequest, space_id: str) -> HttpResponse:
    """Questions of earlier turns that can still be answered, thirty at a time."""
    mine = spaces.present(request, space_id)
    Exchange.objects.present(mine.space)
    before = _day(request.GET.get("before"))
    waiting = Exchange.objects.unfinished(mine.space)
    found = list((waiting.filter(day__lt=before) if before else waiting)[: PAGE + 1])
    more = found[PAGE - 1].day if len(found) > PAGE else None
    return render(request, "exchange/unfinished.html", spaces.both(mine) | {"exchanges": found[:PAGE], "more": more})


@signed_in
@require_safe
def boxes(request: HttpRequest, space_id: str) -> HttpResponse:
    """Every box of every opened exchange, for the search that the browser does by itself.

    {"questions": {content id: text},
     "exchanges": [[day, content, [[kind, item, author, epoch, revision, box], ...]], ...]}
    """
    mine = spaces.membership(request, space_id)
    rows, questions = [], {}
    for each in Exchange.objects.opened(mine):
        given = [*([each.own] if each.own else []), *each.answers.all(), *each.responses.all(), *each.replies.all()]
        rows.append(
            [
                each.day.isoformat(),
                each.content,
                [[item.KIND, item.pk, item.author_id, item.epoch, item.revision, item.box] for item in given],
            ]
        )
        if question := each.question:
            questions[question.id] = question.text
    return JsonResponse({"questions": questions, "exchanges": rows})


@signed_in
@require_safe
def talk_list(request: HttpRequest, space_id: str) -> HttpResponse:
    """What the two want to talk about, for an evening of both."""
    mine = spaces.membership(request, space_id)
    waiting = Mark.to_talk_about(mine)
    return render(request, "exchange/talk_list.html", spaces.both(mine) | {"exchanges": waiting})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_questions(request: HttpRequest, space_id: str) -> HttpResponse:
    """Questions of one's own for the two: those of mine that wait, and a new one."""
    if request.method == "POST":
        OwnQuestion.write(spaces.present(request, space_id), BoxForm.envelope(request))
        return done()
    mine = spaces.membership(request, space_id)
    if mine.left_on is None:
        Exchange.objects.present(mine.space)  # so that what waits tells nothing of who looked today
    waiting = OwnQuestion.waiting(mine.space).filter(author__public_id=mine.member_id)
    return render(request, "exchange/own_questions.html", spaces.both(mine) | {"waiting": waiting})


@signed_in
@require_http_methods(["DELETE"])
def own_question(request: HttpRequest, space_id: str, question_id: str) -> HttpResponse:
    """Take a question of one's own back before it comes up."""
    OwnQuestion.remove(spaces.present(request, space_id), question_id)
    return done()
