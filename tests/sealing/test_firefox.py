"""The same in Firefox, where it is installed: vectors, sign-up, sealing, opening. A page runs by itself and reports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from nearer.sealed.reference import Member
from tests.sealing.conftest import Back
from tests.sealing.test_vectors import IN_THE_BROWSER, for_the_browser

PATIENCE = 120
"""Seconds until a Firefox on a busy machine has done its work."""
BY_ITSELF = """
import "/probe.js";
const report = (made) => fetch("/by-itself/", { method: "POST", body: JSON.stringify(made) });
try {
  const vectors = VECTORS;
  const half = it.format.toText(it.format.random(32));
  const state = await it.start("", half, 0);
  const wrong = JSON.parse(await (IN_THE_BROWSER)(JSON.stringify(vectors)));
  const { fields, spaceId: space } = await it.account.newAccount("five words are easy to keep");
  await it.account.adoptAccount();
  const item = { space, kind: "answer", content: "dreams-07", author: fields.public_id };
  const sealed = await it.seal.seal(item, { t: "from Firefox 🌗" });
  const opened = await it.seal.open({ ...item, ...sealed }, sealed.box);
  await it.seal.keepDraft("answer", { t: "half a thought" });
  const draft = await it.seal.draft("answer");
  await it.seal.lock();
  const refused = await it.outcome(() => it.seal.open({ ...item, ...sealed }, sealed.box));
  await report({ wrong, states: [state, it.seal.state()], fields, item, sealed, opened, draft, refused: refused.key });
} catch (error) {
  await report({ error: String(error) + error.stack });
}
"""


@pytest.fixture
def reported(back: Back, tmp_path: Path) -> dict[str, Any]:
    """What the page says that Firefox was sent to."""
    firefox = shutil.which("firefox") or shutil.which("firefox-esr")
    if firefox is None:
        pytest.skip("no Firefox: sealing was tried in Chromium alone")
    back.clear()
    script = BY_ITSELF.replace("IN_THE_BROWSER", IN_THE_BROWSER).replace("VECTORS", for_the_browser(), 1)
    back.scripts["/by-itself.js"] = script
    command = [firefox, "--headless", "--no-remote", "--profile", str(tmp_path), f"{back.address}/by-itself/"]
    quiet = {"HOME": str(tmp_path), "MOZ_HEADLESS": "1"}
    process = subprocess.Popen(
        command, env={**os.environ, **quiet}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE
        while not back.posted and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert back.posted, "Firefox reported nothing"
    made: dict[str, Any] = json.loads(back.posted[0][1])
    return made


def test_firefox_seals_and_opens_as_the_others_do(reported: dict[str, Any]) -> None:
    assert "error" not in reported, reported
    assert reported["wrong"] == []
    assert reported["states"] == ["none", "locked"]
    assert reported["opened"] == {"t": "from Firefox 🌗"}
    assert reported["draft"] == {"t": "half a thought"}
    assert reported["refused"] == "seal-locked"
    fields = reported["fields"]
    bundle = {**fields, "member": fields["public_id"], "kdf": json.loads(fields["kdf"]), "revision": 1}
    member = Member.open(bundle, password="five words are easy to keep")
    box = reported["sealed"].pop("box")
    about = {name: reported["item"][name] for name in ("space", "kind", "content")}
    item = member.item(**about, id=reported["sealed"]["id"])
    assert member.open_item(item, box) == {"t": "from Firefox 🌗"}
