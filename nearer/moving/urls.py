from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("house/", views.arrive, name="arrive"),
    path("house/<str:code>/", views.arrive, name="arrive_by"),
    path("me/house/", views.house, name="house"),
    path("me/house/boxes/", views.bring, name="bring"),
    path("me/house/<str:space_id>/rows/", views.rows, name="bring_rows"),
    path("me/house/<str:space_id>/seat/", views.seat, name="bring_seat"),
    path("spaces/<str:space_id>/house/", views.boxes, name="house_boxes"),
    path("spaces/<str:space_id>/house/link/", views.link, name="house_link"),
]
