"""Every header that protects, in one place."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # WebAssembly for the password's Argon2id
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types nearer",  # htmx is handed our policy and makes none of its own
    ]
)

FORBIDDEN = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation"),
    *("gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial", "usb"),
    "xr-spatial-tracking",
)
# Keeping the screen awake is allowed; passkeys and copying stay at their default, which is this origin.
PERMISSIONS_POLICY = ", ".join([*(f"{feature}=()" for feature in FORBIDDEN), "screen-wake-lock=(self)"])

# Below these are files: the same for everyone, and named by their hash.
FILES = (settings.STATIC_URL, "/-/words/")
EVERYWHERE = {"X-Content-Type-Options": "nosniff"}
# A worker lives under the policy of its own file; other files need none, and headers would be most of a small one.
WORKERS_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
SERVICE_WORKER = "/worker.js"
PAGES = EVERYWHERE | {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",  # no-referrer would make `Origin: null`, which the CSRF check refuses
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


class Headers:
    """The outermost middleware, so that static files and errors get their headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(FILES) and response.status_code < 400:
            self._of_a_file(request, response)
        else:
            for name, value in PAGES.items():
                response[name] = value
            response["Cache-Control"] = "no-store"
            if request.path == SERVICE_WORKER:
                response["Content-Security-Policy"] = WORKERS_POLICY
        if request.is_secure() and not settings.HOME:
            response["Strict-Transport-Security"] = f"max-age={365 * 24 * 60 * 60}"
        return response

    def _of_a_file(self, request: HttpRequest, response: HttpResponse) -> None:
        for name, value in EVERYWHERE.items():
            response[name] = value
        if "worker" in request.path:
            response["Content-Security-Policy"] = WORKERS_POLICY
        if "immutable" in response.get("Cache-Control", ""):  # nobody ever asks whether it changed
            del response["ETag"], response["Last-Modified"]
