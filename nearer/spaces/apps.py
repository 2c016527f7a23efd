from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "nearer.spaces"

    def ready(self) -> None:
        """Answer what people, who know nothing of invitations, have to ask before someone signs up."""
        from nearer.people import adapter

        from .models import Invitation

        adapter.lets_in = Invitation.lets_in
