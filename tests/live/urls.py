"""Live pages need no other address than this."""

from django.urls import path

from nearer.live.views import healthz

urlpatterns = [path("healthz", healthz)]
