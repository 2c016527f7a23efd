from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"
GIFT = SPACE + "gifts/<str:gift_id>/"

urlpatterns = [
    path(SPACE + "giving/<slug:place>/", views.giving, name="giving"),
    path(SPACE + "gifts/boxes/", views.boxes, name="gift_boxes"),
    path(GIFT, views.gift, name="gift"),
    path(GIFT + "withdrawals/", views.withdrawals, name="gift_withdrawals"),
    path(GIFT + "meeting/", views.meeting, name="meeting"),
    path(GIFT + "keeping/", views.keeping, name="keeping"),
    path(SPACE + "kept/", views.jar, name="jar"),
    path(SPACE + "lines/", views.shelf, name="shelf"),
    path(SPACE + "small/", views.lightly, name="lightly"),
    path(SPACE + "degree/", views.ease, name="ease"),
    path(SPACE + "offers/<slug:place>/", views.offer, name="offer"),
]
