"""A pair edits a session of their own while they are in the middle of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.running import Workshop

from .conftest import Person
from .people_steps import sign_in
from .spaces_steps import on_today
from .together_steps import GONE, begin, come_along, go_to, look_up, stands_at, write

SESSION = """---
id: own-porch
title: On our porch
minutes: 2
depth: 0
energy: low
theme: time
place: [together]
bonds: [partner]
needs: [nothing]
evidence: tradition
sources: [gottman-2013]
basis: We made it up.
caution: Bring a blanket.
before: [We sit down., We write., We go in.]
---

# Out there

## Sit down
seconds: 60
who: both
ends: tap

Sit down.

## Write to the other
seconds: 60
who: each
ends: tap
write: given
prompt: What I see from here

Write a line.
"""
MORE = "## Look up\nseconds: 60\nwho: both\nends: tap\n\nLook up.\n\n## Write to"


def test_words_stay_and_stand_under_no_other_step(
    chromium: Browser, workshop: Workshop, evening: Path, tmp_path: Path
) -> None:
    file = tmp_path / "sessions" / "own-porch.md"
    file.parent.mkdir()
    file.write_text(SESSION)
    with workshop.like(evening, NEARER_CONTENT=str(tmp_path)) as server:
        ada, ben = Person("ada", chromium, server), Person("ben", chromium, server)
        for one in (ada, ben):
            sign_in(one)
            on_today(one)
            one.forgive(*GONE)
        look_up(ada, "On our porch")
        begin(ada)
        come_along(ben)
        go_to(2, ada, ben)
        write(ada, "A heron on the far side", "What I see from here", "Give it")
        file.write_text(SESSION.replace("minutes: 2", "minutes: 3").replace("## Write to", MORE))
        server.restart()
        for one in (ada, ben):
            expect(one.page.locator("#live[data-over]")).to_be_visible()
            expect(one.page.get_by_text("The steps of this session are others by now.")).to_be_visible()
            expect(one.page.locator("sealed-text[state=open]", has_text="A heron")).to_be_visible()
            expect(one.page.get_by_text("What I see from here")).to_have_count(0)
            expect(one.page.locator(".paper:visible textarea")).to_have_count(0)
        ada.axe()
        ada.picture("sitting-edited")
        look_up(ben, "On our porch")
        begin(ben)
        stands_at(ben, 1)
        expect(ben.page.locator(".place-in-it")).to_have_text("1 / 3")
        for one in (ada, ben):
            one.context.close()
            one.must_be_well()
