from django.apps import AppConfig


class MyselfConfig(AppConfig):
    name = "nearer.myself"
