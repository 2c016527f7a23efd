from django.apps import AppConfig


class TogetherConfig(AppConfig):
    name = "nearer.together"
