from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "nearer.moving"

    def ready(self) -> None:
        """Who has the link to a seat that is kept for them may sign up, as the one whose seat it is."""
        from nearer.people import adapter
        from nearer.spaces.models import Invitation

        from .models import KeptSeat

        adapter.lets_in = lambda code: Invitation.lets_in(code) or KeptSeat.lets_in(code)
        adapter.kept_for = KeptSeat.kept_for
