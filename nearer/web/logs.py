"""Logs tell what went wrong and never what was sent, nor by whom: no bodies, names, addresses or ids.

There is no line for every request. It would say when somebody was here.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

ROUTE = "nearer.route"
"""Under this name `NamesRoute` leaves the name of the route in the environment of a request."""

HIDDEN = (
    (re.compile(r"nr1[._][\w=-]+"), "<sealed>"),
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+"), "<mail>"),
    (re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}"), "<ip>"),
    (re.compile(r"https?://[^\s\"']+|(?<![\w.])/[\w-]+/[^\s\"',]*"), "<address>"),
    (re.compile(r"(?<![\w-])[\w-]{22,}(?![\w-])"), "<id>"),
)


def without_traces(text: str) -> str:
    """A message of some library without whatever looks like a box, a mail address, an IP, an address or an id."""
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return text


def route_of(request: object) -> str:
    """The name of the route that a request asked for; "-" where it is none of ours."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or "-" if match is not None else "-"


class WithoutRequest(logging.Filter):
    """Cuts every record back to its message and the places in the code: no body, no local values, no query."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        route = "" if request is None else f" (route {route_of(request)})"
        if record.exc_info and record.exc_info[1] is not None:
            # The text of an exception may quote what was sent; its type and place may not.
            error = record.exc_info[1]
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            record.msg = f"{type(error).__name__} at {where}{route}"
            record.exc_info = record.exc_text = None
        elif request is not None:
            # Django's own words for these end in the path, and some quote a header.
            words = record.getMessage().split(":")[0].split(" - ")[0].strip()
            record.msg = f"{without_traces(words)}{route}"
        else:
            record.msg = without_traces(record.getMessage())
        record.args = ()
        return True


class Lines(logging.Formatter):
    """One JSON object a line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        """at, level, from (which part of the program), says; route and status where a request was answered."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if vars(record).get("request") is not None:
            line |= {"route": route_of(vars(record)["request"]), "status": vars(record).get("status_code")}
        return json.dumps(line)


class NamesRoute:
    """Middleware that leaves the name of the route for who counts answers (nearer/metrics.py)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        request.META[ROUTE] = route_of(request)
        return response
