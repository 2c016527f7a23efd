"""How the product fares, in numbers for Prometheus, on a port of its own; off unless NEARER_METRICS_PORT names one.

Numbers by route and kind of answer, never by person or pair. On a server for two they still tell when somebody was
here, so whoever runs one leaves them off.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings
from django.db import connections

log = logging.getLogger(__name__)

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds up to which answers are counted together."""

Gauge = Callable[[], Mapping[str, float]]
"""Asked for when somebody looks: {value of the label, or "": number}."""


class Metrics:
    """Counts of this process. May be told from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._took: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._gauges: dict[str, tuple[str, str, Gauge]] = {}

    def answered(self, route: str, status: int, seconds: float) -> None:
        """One more answer of this route, waiting for a thread included."""
        bound = next((each for each in BOUNDS if seconds <= each), float("inf"))
        with self._lock:
            self._answers[route, f"{status // 100}xx"] += 1
            self._took[route, bound] += 1
            self._seconds[route] += seconds

    def gauge(self, name: str, says: str, value: Gauge, label: str = "") -> None:
        """A number that is asked for when somebody looks; the last of a name counts."""
        self._gauges[name] = (says, label, value)

    def text(self) -> str:
        """All of it in the text format of Prometheus, but for what cannot be asked at the moment."""
        with self._lock:
            answers, took, seconds = dict(self._answers), dict(self._took), dict(self._seconds)
        lines = ["# HELP nearer_requests_total Answers by route and kind.", "# TYPE nearer_requests_total counter"]
        lines += [f'nearer_requests_total{{route="{r}",status="{s}"}} {n}' for (r, s), n in sorted(answers.items())]
        lines += ["# HELP nearer_request_seconds How long they took.", "# TYPE nearer_request_seconds histogram"]
        for route in sorted(seconds):
            count = 0
            for bound in (*BOUNDS, float("inf")):
                count += took.get((route, bound), 0)
                name = "+Inf" if bound == float("inf") else f"{bound:g}"
                lines.append(f'nearer_request_seconds_bucket{{route="{route}",le="{name}"}} {count}')
            lines.append(f'nearer_request_seconds_sum{{route="{route}"}} {seconds[route]:.6f}')
            lines.append(f'nearer_request_seconds_count{{route="{route}"}} {count}')
        for name, (says, label, value) in sorted(self._gauges.items()):
            try:
                numbers = sorted(value().items())
            except Exception as error:  # mostly the database, and just then the other numbers are wanted
                log.warning("%s cannot be asked: %s", name, type(error).__name__)
                continue
            lines += [f"# HELP {name} {says}", f"# TYPE {name} gauge"]
            for which, number in numbers:
                lines.append(f'{name}{{{label}="{which}"}} {number:g}' if label else f"{name} {number:g}")
        return "\n".join(lines) + "\n"


metrics = Metrics()
"""Those of this process."""


class _Page(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        """Answers /metrics, and nothing else."""
        if self.path != "/metrics":
            self.send_error(404)
            return
        try:
            text = metrics.text().encode()
        finally:
            connections.close_all()  # what counts what is due asks the database, in this thread
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_parts: object) -> None:
        """Nothing: a request would be logged with the address it came from."""


def show() -> ThreadingHTTPServer | None:
    """Opens the port, where one is named; `shutdown()` closes it. A port that is taken stops nobody's evening."""
    if not settings.METRICS_PORT:
        return None
    try:
        server = ThreadingHTTPServer((settings.METRICS_HOST, settings.METRICS_PORT), _Page)
    except OSError as error:
        log.error("The port for metrics cannot be opened: %s", error.strerror)
        return None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
