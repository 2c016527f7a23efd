"""All addresses. Nouns, neutral, without names or topics."""

from __future__ import annotations

from django.urls import include, path

from nearer.live.views import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("nearer.today.urls")),
    path("", include("nearer.exchange.urls")),  # the busiest first: each pattern before it costs
    path("", include("nearer.together.urls")),
    path("", include("nearer.giving.urls")),
    path("", include("nearer.reading.urls")),
    path("", include("nearer.letters.urls")),
    path("", include("nearer.myself.urls")),
    path("", include("nearer.photos.urls")),
    path("", include("nearer.moving.urls")),
    path("", include("nearer.calling.urls")),
    path("", include("nearer.spaces.urls")),
    path("", include("nearer.people.urls")),
    path("", include("nearer.web.urls")),
]

handler400 = "nearer.web.views.malformed"
handler403 = "nearer.web.views.forbidden"
handler404 = "nearer.web.views.absent"
handler500 = "nearer.web.views.broken"
