"""The product on a phone: its service worker, the page shown without a server, its names on a home screen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from nearer.web.templatetags.web import lock_words

MAIN = "nearer/worker/main.js"
NEEDED = (
    *(
        "nearer/pages/page.js",
        "nearer/pages/away.js",
        "nearer/elements/lock-screen.js",
        "nearer/elements/live-updates.js",
    ),
    *("nearer/seal/account.js", "nearer/seal/kdf-worker.js", "nearer/seal/locks.js", "nearer/lib/phone.js"),
    *("nearer/css/nearer.css", "nearer/css/rare.css", "nearer/mark.svg", "vendor/htmx.js"),
    *("vendor/argon2id/simd.wasm", "vendor/argon2id/no-simd.wasm"),
)
"""What opens the product without a server; what else a page needs is kept when it comes by."""
IMPORT = re.compile(r"^(?:import|export)\b[^;]*?[\"'](\.{1,2}/[^\"']+)[\"'];", re.MULTILINE)

FACES = {"nearer": gettext_noop("Nearer"), "notes": gettext_noop("Notes"), "evenings": gettext_noop("Evenings")}
"""Names, each with an icon, that the product can have on a home screen. None tells what it is about."""
SIZES = (192, 512)
LIGHT, DARK = "#f8f4ed", "#19130f"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It lies at the root, so that it may look after every page; its parts are hashed files."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """What a page looks like that cannot be reached: the same for everyone, rendered without the request."""
    return HttpResponse(render_to_string("web/away.html", {"exit_address": settings.EXIT_ADDRESS}))


@require_safe
def manifest(request: HttpRequest, face: str) -> HttpResponse:
    """The manifest with one of the names; all are one and the same app, so that the name can be changed later."""
    if face not in FACES:
        raise Http404
    icons = [
        {"src": static(f"nearer/faces/{face}-{size}.png"), "sizes": f"{size}x{size}", "purpose": "any maskable"}
        for size in SIZES
    ]
    called = gettext(FACES[face])
    app = {"id": "/", "name": called, "short_name": called, "start_url": "/", "scope": "/"}
    look = {"display": "standalone", "background_color": LIGHT, "theme_color": LIGHT, "icons": icons}
    return JsonResponse(app | look, content_type="application/manifest+json")


@cache
def _worker() -> str:
    """Its whole text: other files make another text, and browsers compare it."""
    pages = [reverse("away"), reverse("help")]
    files = sorted({static(name) for name in with_imports(NEEDED)} | {lock_words()})
    given = ",\n".join(f'"{address}"' for address in [*pages, *files])
    return f'import {{ serve }} from "{static(MAIN)}";\nserve([\n{given},\n]);\n'


def with_imports(names: Iterable[str]) -> set[str]:
    """These files and all that they import without being asked. Raises FileNotFoundError for one that is not there."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        path = finders.find(name)
        if path is None:
            raise FileNotFoundError(name)
        if name.endswith(".js"):
            imported = IMPORT.findall(Path(path).read_text())
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), each)) for each in imported]
    return found
