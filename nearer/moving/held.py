"""What a file says of the space and of the two, checked before anything of it is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from nearer import clock
from nearer.people.models import Member
from nearer.sealed.fields import check_box, check_id
from nearer.spaces.models import Bond, Membership, Rhythm, Space
from nearer.spaces.models.membership import MOST_TOUCH
from nearer.spaces.models.space import local_day, time_zones
from nearer.web.refusals import malformed

OF_BOTH = ("seat", "joined_on", "left_on", "parted_epoch", "signed", "name", "name_item", "name_epoch", "name_revision")
OF_ONE = ("has_children", "paused_on", "time_zone", "touch", "touch_before", "touch_on")
DAYS = ("joined_on", "left_on", "paused_on", "touch_on")
EARLIEST = date(2020, 1, 1)
"""Nobody lived in a space before."""
MOST_KEYS = 10_000
MOST_REVISIONS = 1_000_000


def parsed(text: str) -> Any:
    """JSON that somebody posted. Raises Refusal 400."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise malformed() from None


class SpaceForm(forms.Form):
    """A space as it is carried."""

    id = forms.CharField(validators=[check_id])
    bond = forms.ChoiceField(choices=Bond.choices)
    rhythm = forms.ChoiceField(choices=Rhythm.choices)
    time_zone = forms.CharField(max_length=64)
    began_on = forms.DateField()
    epoch = forms.IntegerField(min_value=0, max_value=MOST_KEYS)


class PlaceForm(forms.Form):
    """A membership as it is carried: what both know of it, and of one's own also the rest."""

    member = forms.CharField(validators=[check_id])
    seat = forms.IntegerField(min_value=1, max_value=2)
    joined_on = forms.DateField()
    left_on = forms.DateField(required=False)
    parted_epoch = forms.IntegerField(min_value=0, max_value=MOST_KEYS, required=False)
    signed = forms.RegexField(r"[A-Za-z0-9_.-]{1,40}\Z", required=False)
    name = forms.CharField(validators=[check_box], required=False)
    name_item = forms.CharField(validators=[check_id], required=False)
    name_epoch = forms.IntegerField(min_value=0, max_value=MOST_KEYS)
    name_revision = forms.IntegerField(min_value=0, max_value=MOST_REVISIONS)


class OwnPlaceForm(PlaceForm):
    """One's own."""

    has_children = forms.BooleanField(required=False)
    paused_on = forms.DateField(required=False)
    time_zone = forms.CharField(max_length=64, required=False)
    touch = forms.IntegerField(min_value=0, max_value=MOST_TOUCH)
    touch_before = forms.IntegerField(min_value=0, max_value=MOST_TOUCH)
    touch_on = forms.DateField(required=False)


@dataclass(frozen=True)
class Held:
    """`space` as a new row wants it, `members` as both know them, `mine` of the one who brings it."""

    space: dict[str, Any]
    members: list[dict[str, Any]]
    mine: dict[str, Any]

    @classmethod
    def of(cls, member: Member, text: str) -> Self:
        """Read from the file's JSON. Raises Refusal 400 for what is no file of this member, or of nobody's space."""
        given = parsed(text)
        try:
            space = _clean(SpaceForm, given["space"])
            places = [_clean(PlaceForm, one) for one in given["members"]]
            mine = _clean(OwnPlaceForm, given["mine"])
        except (ValueError, KeyError, TypeError, ValidationError):
            raise malformed() from None
        ids, seats = [one["member"] for one in places], [one["seat"] for one in places]
        shared = {name: mine[name] for name in ("member", *OF_BOTH)}
        if len(set(ids)) != len(ids) or len(set(seats)) != len(seats) or shared not in places:
            raise malformed()
        if mine["member"] != member.public_id or mine["left_on"] or any(_is_half(one) for one in places):
            raise malformed()
        if space["time_zone"] not in time_zones():
            space["time_zone"] = "UTC"
        space["began_on"] = min(space["began_on"], local_day(space["time_zone"], clock.now()))
        if mine["time_zone"] not in time_zones():
            mine["time_zone"] = ""
        return cls(space, [_dayless(one) for one in places], _dayless(mine))

    @staticmethod
    def dated(parts: dict[str, Any]) -> dict[str, Any]:
        """As a Membership wants them again."""
        return {
            name: date.fromisoformat(value) if name in DAYS and isinstance(value, str) else value
            for name, value in parts.items()
        }

    @staticmethod
    def written(mine: Membership) -> dict[str, Any]:
        """The same for a file."""
        space: Space = mine.space
        of_space = {name: getattr(space, name) for name in ("id", "bond", "rhythm", "time_zone", "began_on", "epoch")}
        both = space.memberships.order_by("seat")
        places = [{"member": one.member_id, **{name: getattr(one, name) for name in OF_BOTH}} for one in both]
        own = {"member": mine.member_id, **{name: getattr(mine, name) for name in (*OF_BOTH, *OF_ONE)}}
        return {"space": _dayless(of_space), "members": [_dayless(one) for one in places], "mine": _dayless(own)}


def _clean(form: type[forms.Form], given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or any(isinstance(value, (dict, list)) for value in given.values()):
        raise ValueError("not flat")
    made = form(given)
    if set(given) != set(made.fields) or not made.is_valid():
        raise ValueError("not of this form")
    latest = clock.today() + timedelta(days=1)  # somewhere it is tomorrow already
    if any(isinstance(value, date) and not EARLIEST <= value <= latest for value in made.cleaned_data.values()):
        raise ValueError("a day of no space")
    return dict(made.cleaned_data)


def _is_half(one: dict[str, Any]) -> bool:
    """A name without its place, or a day of leaving without its key."""
    return bool(one["name"]) != bool(one["name_item"]) or (one["left_on"] is None) != (one["parted_epoch"] is None)


def _dayless(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in parts.items()}
