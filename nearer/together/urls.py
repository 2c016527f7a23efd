from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"
SESSION = SPACE + "sessions/<slug:code>/"
SITTING = SPACE + "sittings/<str:sitting_id>/"

urlpatterns = [
    path("together/", views.together, name="together"),
    path(SESSION, views.session, name="session"),
    path(SESSION + "yes/", views.yes, name="session_yes"),
    path(SESSION + "alone/", views.alone, name="session_alone"),
    path(SESSION + "asides/", views.asides_alone, name="session_asides"),
    path(SPACE + "sittings/", views.sittings, name="sittings"),
    path(SITTING, views.sitting, name="sitting"),
    path(SITTING + "moves/", views.moves, name="moves"),
    path(SITTING + "said/<int:step>/", views.said, name="said"),
    path(SITTING + "guesses/<int:step>/", views.guesses, name="guesses"),
    path(SITTING + "asides/<int:step>/", views.asides, name="asides"),
    path(SITTING + "nearness/", views.nearness, name="nearness"),
]
