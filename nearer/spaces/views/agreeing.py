"""The safe place, and choosing it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from nearer.catalogue import catalogue
from nearer.people.http import signed_in
from nearer.sealed.forms import BoxForm
from nearer.spaces import access
from nearer.spaces.forms import SignatureForm, WordingForm
from nearer.spaces.models import Renewal, Signature, Wording
from nearer.spaces.page import AgreementPage, both_of

from .answers import done


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, space_id: str) -> HttpResponse:
    """Read, sign, reword; what it said before."""
    if request.method == "POST":
        mine = access.present(request, space_id)
        Wording.propose(mine, *WordingForm.wording(request))
        return done()
    mine = access.membership(request, space_id)
    page = AgreementPage.of(mine)
    return render(request, "spaces/agreement.html", {"mine": mine, "space": mine.space, "page": page})


@signed_in
@require_POST
def signatures(request: HttpRequest, space_id: str) -> HttpResponse:
    """Sign the text that holds."""
    mine = access.present(request, space_id)
    Signature.sign(mine, SignatureForm.of(request)["text"])
    return redirect("today" if mine.space.memberships.count() > 1 else "us")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def renewals(request: HttpRequest, space_id: str) -> HttpResponse:
    """Say again that one chooses this."""
    if request.method == "POST":
        Renewal.say(access.present(request, space_id), BoxForm.envelope(request))
        return done()
    mine = access.membership(request, space_id)
    both = both_of(mine)
    said = [(both.get(each.author_id), each) for each in Renewal.seen_by(mine)]
    context = {"mine": mine, "space": mine.space, "said": said, "words": catalogue().renewal}
    return render(request, "spaces/renewals.html", context | {"waits": Renewal.waits(mine)})
