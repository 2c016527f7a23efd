"""The wording hints: what browsers look for while somebody writes, and the switch that turns it off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nearer.people.http import signed_in
from nearer.people.wording import sheet_with
from nearer.sealed.models import not_found

FOR_GOOD = "public, max-age=31536000, immutable"  # another text has another address


@require_safe
def wording(request: HttpRequest, digest: str) -> HttpResponse:
    """The patterns, the same for everyone who asks. Raises 404 for those of an earlier time."""
    found = sheet_with(digest)
    if found is None:
        raise not_found()
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(found.packed if packed else found.plain, content_type="application/json")
    answer["Cache-Control"], answer["Vary"] = FOR_GOOD, "Accept-Encoding"
    if packed:
        answer["Content-Encoding"] = "gzip"
    request.session.accessed = request.session.modified = False  # it hangs on nobody: sets no cookie, varies with none
    return answer


@signed_in
@require_safe
def hints(request: HttpRequest) -> HttpResponse:
    """The switch. It stays in the browser."""
    return render(request, "people/hints.html")
