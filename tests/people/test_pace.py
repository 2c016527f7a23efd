"""The weekly number, as the browser makes it: lib/pace.js run by node, where there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PACE = Path(__file__).resolve().parents[2] / "nearer" / "web" / "static" / "nearer" / "lib" / "pace.js"
NODE = shutil.which("node")
NOTHING = {"light": 0, "weeks": 0, "changed": 0}

pytestmark = pytest.mark.skipif(
    NODE is None, reason="no node on this machine: the weekly number's arithmetic is not run"
)


def run(script: str) -> Any:
    """What a script that sees the functions of pace.js prints as JSON."""
    source = f"{PACE.read_text()}\nconsole.log(JSON.stringify((() => {{ {script} }})()));"
    assert NODE is not None
    done = subprocess.run([NODE, "--input-type=module", "-"], input=source, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


SEEDED = """let seed = 7; const drawn = () => {
  seed = (seed + 0x6d2b79f5) | 0; let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296; };
  const shares = (runs) => [3, 4, 5, 6, 7, 8].map((n) => runs.filter((run) => run === n).length / runs.length);"""


@pytest.mark.parametrize(
    ("state", "felt", "lot", "pace"),
    [
        ({}, [], 0.5, 3),
        ({"light": 1}, [], 0.5, 1),
        ({"weeks": 2}, [], 0.5, 1),
        ({}, [], 0.001, 1),
        ({}, [0, 1, 1], 0.5, 1),
        ({}, [4, 1, 0, 1], 0.5, 1),
        ({}, [1, 1], 0.5, 3),
        ({}, [0, 1, 2], 0.5, 3),
    ],
)
def test_what_makes_it_light(state: dict[str, int], felt: list[int], lot: float, pace: int) -> None:
    made = run(f"return week({json.dumps(NOTHING | state)}, {json.dumps(felt)}, () => {lot});")
    assert made["pace"] == pace


def test_a_period_wears_off_and_the_switch_does_not() -> None:
    weeks = (
        "let state = {start}; const paces = []; for (let i = 0; i < 10; i += 1) "
        "{{ const made = week(state, [], () => 0.9); paces.push(made.pace); state = made.state; }} return paces;"
    )
    assert run(weeks.format(start="afterMoment(nothing, true, () => 0.5)")) == [1] * 6 + [3] * 4
    assert run(weeks.format(start="afterMoment(nothing, false, () => 0.5)")) == [3] * 10
    assert run(weeks.format(start="{...nothing, light: 1}")) == [1] * 10


def test_how_long_it_lasts_does_not_tell_what_began_it() -> None:
    script = (
        SEEDED
        + """
      const lasts = (begin) => { let state = begin(), n = 0;
        while (state.weeks > 0) { state = week(state, [], () => 0.9).state; n += 1; } return n; };
      const many = (begin) => shares(Array.from({ length: 20000 }, () => lasts(begin)));
      const chosen = (first) => { let n = 0; return () => (n++ === 0 ? first : drawn()); };
      const sooner = (made) => ({ ...made.state, weeks: made.state.weeks + 1 });
      return [many(() => afterMoment(nothing, true, drawn)), many(() => afterMoment(nothing, false, chosen(0))),
        many(() => sooner(week(nothing, [], chosen(0)))), many(() => sooner(week(nothing, [0, 0, 0], chosen(0.9))))];"""
    )
    for reason in run(script):
        assert all(abs(share - 1 / 6) < 0.02 for share in reason), reason


def test_what_is_kept_does_not_tell_either() -> None:
    said, chance = run(
        "return [afterMoment(nothing, true, () => 0.1), week(nothing, [], () => 0).state].map(Object.keys);"
    )
    assert said == chance == list(NOTHING)


def test_every_sixth_account_is_in_one_by_chance() -> None:
    script = (
        SEEDED
        + """
      let state = nothing, light = 0; const weeks = 200000;
      for (let i = 0; i < weeks; i += 1) {
        const made = week(state, [], drawn); state = made.state; light += made.pace === LIGHT; }
      return light / weeks;"""
    )
    assert 0.16 < run(script) < 0.2


def test_after_the_moment_chance_speaks_as_well() -> None:
    script = SEEDED + (
        "const after = Array.from({ length: 20000 }, () => afterMoment(nothing, false, drawn));"
        "return after.filter((state) => state.weeks > 0).length / after.length;"
    )
    assert 0.23 < run(script) < 0.27


def test_of_two_devices_the_later_switch_counts_and_the_longer_period() -> None:
    merged = run("return merged({light: 1, weeks: 2, changed: 5}, {light: 0, weeks: 4, changed: 9});")
    assert merged == {"light": 0, "weeks": 4, "changed": 9}
