"""The file format of sessions: what is written is what is played, and mistakes are told at their step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.catalogue import ContentError
from nearer.catalogue.loading import load
from nearer.catalogue.session_files import parts
from nearer.catalogue.sessions import Session

calm = settings(deadline=None)  # other tests may keep the machine busy
WHO = ("both", "first", "second", "each")
SWAPPED = {"both": "both", "first": "second", "second": "first", "each": "each"}

words = st.text("abc ,.:'é", min_size=1, max_size=20).map(str.strip).filter(bool)
steps = st.tuples(st.integers(5, 900), st.sampled_from(WHO), words, words)
bodies = st.lists(st.tuples(words, st.booleans(), st.lists(steps, min_size=1, max_size=4)), min_size=1, max_size=4)
Written = list[tuple[str, bool, list[tuple[int, str, str, str]]]]


def written(body: Written) -> str:
    """A session's body, as a writer would put it down."""
    lines = []
    for title, swap, steps_of_part in body:
        lines += [f"# {title}", *(["swap: true"] if swap else []), ""]
        for seconds, who, heading, said in steps_of_part:
            lines += [f"## {heading}", f"seconds: {seconds}", f"who: {who}", "", said, ""]
    return "\n".join(lines)


def session(parts: list[dict[str, Any]]) -> Session:
    """A session of these parts."""
    labels = {"energy": "low", "theme": "fun", "place": ["together"], "bonds": ["friends"], "needs": ["nothing"]}
    words = {"title": "A", "basis": "B", "caution": "C", "before": ["D", "E", "F"]}
    rest = {"id": "a", "minutes": 1, "depth": 0, "evidence": "tradition", "sources": ["b"]}
    return Session.model_validate(labels | words | rest | {"parts": parts})


@calm
@given(bodies)
def test_the_played_list_is_what_was_written_with_swapped_parts_twice(body: Written) -> None:
    played_session = session(parts(written(body), "a.md", 1))

    expected = [
        (title, round, heading, seconds, who if round == 1 else SWAPPED[who], said)
        for title, swap, steps_of_part in body
        for round in ((1, 2) if swap else (1,))
        for seconds, who, heading, said in steps_of_part
    ]
    played = played_session.played()
    assert [
        (one.part, one.round, one.step.heading, one.step.seconds, one.step.who, one.step.words) for one in played
    ] == expected
    assert played_session.seconds == sum(seconds for _, _, _, seconds, _, _ in expected)


@calm
@given(bodies)
def test_a_swapped_part_gives_both_the_same_turns(body: Written) -> None:
    everything_twice = session([part | {"swap": True} for part in parts(written(body), "a.md", 1)])

    def turn(who: str) -> list[tuple[str, int]]:
        return sorted((one.step.heading, one.step.seconds) for one in everything_twice.played() if one.step.who == who)

    assert turn("first") == turn("second")


def test_every_value_of_a_step_is_read(full: Path) -> None:
    session = load(full).session("two-minutes")
    assert session is not None
    sit, speak, again = session.played()

    assert (sit.step.chime, sit.step.ends, sit.step.write) == ("none", "itself", None)
    assert (speak.step.who, again.step.who, again.round) == ("first", "second", 2)
    assert (speak.step.write, speak.step.prompt, speak.step.apart) == ("given", "What I heard", "Say it: on the phone.")
    assert speak.step.words == "Tell of your day.\n\nThe other listens."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("# Arriving\n", "", "entry Sit down: is a step without a part; write a part above it, like # Arriving"),
        ("# Arriving\n", "Hello.\n\n# Arriving\n", "has words before the first part; begin with a part"),
        ("# Arriving\n", "# Arriving\n\nHello.\n", "entry Arriving: has words before its first step; put them under"),
        ("## Speak", "### Speak", "entry Speak: begins with ###; write # for a part and ## for a step"),
        ("seconds: 20\n", "", "Arriving (number 1 of parts), Sit down (number 1 of steps): seconds is missing; add it"),
        ("seconds: 20", "seconds: 4", "seconds is 4; write 5 or more"),
        ("who: both", "who: all", "Sit down (number 1 of steps): who is 'all'; write one of 'both', 'first'"),
        ("chime: none", "chine: none", "chine is not known here; correct its spelling or remove it"),
        ("Sit where you can hear each other.", "", "Sit down (number 1 of steps): words is missing; add it"),
        ("\n\nSit where", "\nSit where", "can't be read"),
        ('apart: "Say it: on the phone."', "apart: Say it: on the phone.", "entry Speak: can't be read"),
        ("prompt: What I heard\n", "", "it has only one of write and prompt; write both, or leave both out"),
        ("chime: none", "depth: 1", "it has depth or fields, but draws no question; add draw: question"),
        ("chime: none", "session: two-minutes", "it names a session in a step, but is no plan; add plan: true or take"),
        ("needs: [nothing]", "needs: [nothing]\nplan: true", "it has write or draw in a step, but a plan is"),
        ("before: [You sit down., ", "before: [", "before has too few entries; add what is missing"),
        ("id: two-minutes", "id: two", "the id is 'two'; write two-minutes, as the file is named"),
        ("swap: true", "swap: yes", "swap must be true or false; write true, or leave it out"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_is(full: Path, before: str, after: str, said: str) -> None:
    path = full / "en" / "sessions" / "two-minutes.md"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))

    with pytest.raises(ContentError) as caught:
        load(full)

    assert said in str(caught.value)


def test_a_line_that_cannot_be_read_is_named_by_its_number(full: Path) -> None:
    path = full / "en" / "sessions" / "two-minutes.md"
    path.write_text(path.read_text().replace("swap: true", "swap: true\nswap: false"))
    line = path.read_text().splitlines().index("swap: true") + 1

    with pytest.raises(ContentError, match=rf"swap is written twice \(line {line}\)"):
        load(full)
