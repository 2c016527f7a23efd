from __future__ import annotations

from django.urls import path

from .views import agreeing, beginning, inviting, parting, us

SPACE = "spaces/<str:space_id>/"

urlpatterns = [
    path("us/", us.us, name="us"),
    path("spaces/", beginning.begin, name="begin"),
    path(SPACE, us.space, name="space"),
    path(SPACE + "settings/", us.settings, name="space_settings"),
    path(SPACE + "children/", us.children, name="children"),
    path(SPACE + "name/", us.name, name="name"),
    path(SPACE + "keys/", us.keys, name="space_keys"),
    path(SPACE + "alone/", beginning.alone, name="alone"),
    path(SPACE + "choices/", beginning.choices, name="choices"),
    path(SPACE + "steps/<str:step_id>/notes/", beginning.notes, name="notes"),
    path(SPACE + "notes/<str:note_id>/", beginning.note, name="note"),
    path(SPACE + "invitations/", inviting.invitations, name="invitations"),
    path(SPACE + "invitations/<str:invitation_id>/", inviting.invitation, name="invitation"),
    path(SPACE + "access/", inviting.access_back, name="access_back"),
    path(SPACE + "welcome/", inviting.welcome, name="welcome"),
    path(SPACE + "turned-away/", inviting.turned_away, name="turned_away"),
    path("invitations/<str:invitation_id>/", inviting.join, name="join"),
    path("invitations/<str:invitation_id>/claims/", inviting.claims, name="claims"),
    path(SPACE + "agreement/", agreeing.agreement, name="agreement"),
    path(SPACE + "signatures/", agreeing.signatures, name="signatures"),
    path(SPACE + "renewals/", agreeing.renewals, name="renewals"),
    path(SPACE + "pause/", parting.pause, name="pause"),
    path(SPACE + "resumption/", parting.resume, name="resume"),
    path(SPACE + "door/", parting.leaving, name="leaving"),
    path(SPACE + "end/", parting.ending, name="ending"),
]
