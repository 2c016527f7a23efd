"""Find, call one verb, answer with a box as it is."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people.http import signed_in
from nearer.sealed.models import not_found
from nearer.spaces import access as spaces

from . import access
from .files import store
from .models import Photo, Snapshot, kind_beside
from .posting import Posted, lost_one

BOX = "text/plain; charset=us-ascii"


@signed_in
@require_POST
def photos(request: HttpRequest, space_id: str) -> HttpResponse:
    """Put a photo beside something of mine, or with `?lost` the file of one that I may see in its place again."""
    mine = spaces.membership(request, space_id)
    if "lost" in request.GET:
        photo_id, picture = lost_one(request)
        access.photo(request, space_id, photo_id)[0].put_back(picture)
        return HttpResponse(status=204)
    posted = Posted.of(request)
    kind = kind_beside(posted.kind)
    if kind is not Snapshot:
        mine.must_be_present()
        Photo.forget_left_ones(mine)
    kind.add(mine, posted.kind, posted.holder, posted.envelope, posted.picture)
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["GET", "HEAD", "DELETE"])
def photo(request: HttpRequest, space_id: str, photo_id: str) -> HttpResponse:
    """The picture in its box; or one of my own beside my own things is taken away."""
    found, mine = access.photo(request, space_id, photo_id)
    if request.method == "DELETE":
        if not isinstance(found, Snapshot):
            raise not_found()  # what was given stays as it was given
        Snapshot.remove(mine, found.pk)
        return HttpResponse(status=204)
    try:
        return cast(HttpResponse, FileResponse(store().open(found.file), content_type=BOX))
    except FileNotFoundError:
        raise not_found() from None


@signed_in
@require_safe
def thumbnail(request: HttpRequest, space_id: str, photo_id: str) -> HttpResponse:
    """The small one, and the key of the large one, in their box."""
    found, _mine = access.photo(request, space_id, photo_id)
    return HttpResponse(found.box, content_type=BOX)
