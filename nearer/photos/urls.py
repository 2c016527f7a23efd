from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"

urlpatterns = [
    path(SPACE + "photos/", views.photos, name="photos"),
    path(SPACE + "photos/<str:photo_id>/", views.photo, name="photo"),
    path(SPACE + "photos/<str:photo_id>/thumbnail/", views.thumbnail, name="thumbnail"),
]
