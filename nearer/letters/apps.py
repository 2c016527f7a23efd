from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "nearer.letters"
