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
NOTHING = {"light": 0, "moment": 0, "chance": 0, "changed": 0}

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


@pytest.mark.parametrize(
    ("state", "felt", "lot", "pace"),
    [
        ({}, [], 0.5, 3),
        ({"light": 1}, [], 0.5, 1),
        ({"moment": 2}, [], 0.5, 1),
        ({"chance": 1}, [], 0.5, 1),
        ({}, [], 0.001, 1),
        ({}, [0, 1, 1], 0.5, 1),
        ({}, [4, 1, 0, 1], 0.5, 1),
        ({}, [1, 1], 0.5, 3),
        ({}, [0, 1, 2], 0.5, 3),
    ],
)
def test_what_makes_it_light(state: dict[str, int], felt: list[int], lot: float, pace: int) -> None:
    made = run(f"return week({json.dumps(NOTHING | state)}, {json.dumps(felt)}, {lot});")
    assert made["pace"] == pace


def test_every_reason_gives_the_same_number() -> None:
    reasons = ["{...nothing, light: 1}", "{...nothing, moment: 1}", "{...nothing, chance: 1}"]
    assert {run(f"return week({reason}, [], 0.9).pace;") for reason in reasons} == {1}


def test_the_moment_wears_off_after_six_weeks_and_the_switch_does_not() -> None:
    weeks = (
        "let state = {start}; const paces = []; for (let i = 0; i < 9; i += 1) "
        "{{ const made = week(state, [], 0.9); paces.push(made.pace); state = made.state; }} return paces;"
    )
    assert run(weeks.format(start="afterMoment(nothing)")) == [1] * 6 + [3] * 3
    assert run(weeks.format(start="{...nothing, light: 1}")) == [1] * 9


def test_one_account_in_twelve_is_light_by_chance_for_three_weeks() -> None:
    script = """
      let seed = 7; const lot = () => {
        seed = (seed + 0x6d2b79f5) | 0; let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
      };
      let state = nothing, light = 0, runs = [], run = 0; const weeks = 200000;
      for (let i = 0; i < weeks; i += 1) {
        const made = week(state, [], lot()); state = made.state;
        if (made.pace === 1) { light += 1; run += 1; } else if (run) { runs.push(run); run = 0; }
      }
      return [light / weeks, Math.min(...runs)];"""
    share, shortest = run(script)
    assert 0.078 < share < 0.089
    assert shortest == 3


def test_of_two_devices_the_later_switch_counts_and_the_longer_moment() -> None:
    merged = run(
        "return merged({light: 1, moment: 0, chance: 2, changed: 5}, {light: 0, moment: 4, chance: 0, changed: 9});"
    )
    assert merged == {"light": 0, "moment": 4, "chance": 2, "changed": 9}
