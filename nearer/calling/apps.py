from django.apps import AppConfig


class CallingConfig(AppConfig):
    name = "nearer.calling"
