"""Fills the data folder of a measurement and signs everybody in; prints as JSON what the measurement has to know.

Three pairs: one with three years of history, one with a day of it, one for whom answers are posted.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

PASSWORD = "a-password-for-the-bench"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TO_ANSWER = 10_000  # exchanges that wait for two answers each
LONG_AGO = date(1900, 1, 1)


def main() -> None:
    """Runs in a process of its own, with NEARER_DATA naming a migrated folder."""
    import django

    django.setup()
    pairs = {name: _pair(name, days) for name, days in (("day", 1), ("write", 1), ("years", None))}
    print(json.dumps({"pairs": pairs, "days": _to_answer(pairs["write"]["space"])}))


def _pair(name: str, days: int | None) -> dict[str, Any]:
    """Ada and Ben once more; those of years keep their names."""
    from nearer.demo import DAYS, Demo, Telling
    from nearer.people.models import Member

    made = Demo(Telling(), PASSWORD, days or DAYS)
    made.fill()
    people = []
    for member in Member.objects.filter(name__in=made.halves):
        if days:
            member.name = f"{member.name}-{name}"
            member.save()
        people.append({"name": member.name, "cookies": _signed_in(member)})
    return {"space": made.space.pk, "people": people}


def _signed_in(member: Any) -> str:
    """The Cookie header of a new sign-in, with a first page behind it."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(member, backend=BACKEND)
    assert client.get("/").status_code == 200
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def _to_answer(space: str) -> list[str]:
    """Days long ago whose exchange nobody answered."""
    from nearer.exchange.models import Exchange

    days = [LONG_AGO + timedelta(days=number) for number in range(TO_ANSWER)]
    Exchange.objects.bulk_create([Exchange(space_id=space, day=day, content="joys-001") for day in days])
    return [day.isoformat() for day in days]


if __name__ == "__main__":
    main()
