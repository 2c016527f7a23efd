"""Which names a home may have, and the small file that keeps the choice."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.address.choice import Home, Mistake, as_hosts, folder, keep, kept, named, read


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("laptop.local", "laptop.local"),
        (" Laptop.Local. ", "laptop.local"),
        ("pi", "pi"),
        ("pi.fritz.box", "pi.fritz.box"),
        ("nearer.home.arpa", "nearer.home.arpa"),
        ("192.168.1.20", "192.168.1.20"),
        ("[fd00::2]", "fd00::2"),
        ("FD00:0::2", "fd00::2"),
    ],
)
def test_names_of_a_home(typed: str, name: str) -> None:
    assert named(typed) == name


OTHERS = """
 example.com us.example.org local.com notlocal.org 8.8.8.8 172.32.0.1 2001:db8::1 169.254.1.1 127.0.0.1 ::1 localhost
 -a.local a..local a_b.local é.local https://laptop.local laptop.local:8443 *.local
"""


@pytest.mark.parametrize("typed", ["", "a b.local", "x" * 64 + ".local", *OTHERS.split()])
def test_names_that_are_none_or_of_the_internet(typed: str) -> None:
    with pytest.raises(Mistake):
        named(typed)


@given(st.text())
def test_whatever_is_typed_is_a_name_or_a_mistake(typed: str) -> None:
    with contextlib.suppress(Mistake):
        assert named(named(typed)) == named(typed)


def test_addresses_are_written_as_browsers_want_them() -> None:
    assert Home("laptop.local").address == "https://laptop.local:8443"
    assert Home("fd00::2").address == "https://[fd00::2]:8443"
    assert Home("192.168.1.20", port=443, page_port=80).address == "https://192.168.1.20"
    assert Home("192.168.1.20", port=443, page_port=80).page == "http://192.168.1.20"
    assert as_hosts(["a.local", "fd00::2", "a.local"]) == ["a.local", "[fd00::2]"]


def test_a_choice_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    home = Home("laptop.local", ("192.168.1.20",), 9443, 9442)
    keep(tmp_path, home)
    assert read(tmp_path) == home
    assert (folder(tmp_path) / "home.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder(tmp_path).iterdir()] == ["home.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"name": "example.com", "also": [], "port": 1, "page_port": 2}',
        '{"name": "a.local", "also": [], "port": 1, "page_port": 1}',
        '{"name": "a.local", "also": [], "port": "1", "page_port": 2}',
        '{"name": "a.local", "also": [], "port": 0, "page_port": 2}',
        '{"name": "a.local", "also": 5, "port": 1, "page_port": 2}',
    ],
)
def test_a_broken_choice_is_a_mistake_and_none(tmp_path: Path, content: str) -> None:
    folder(tmp_path).mkdir()
    (folder(tmp_path) / "home.json").write_text(content)
    assert kept(tmp_path) is None
    with pytest.raises(Mistake, match=r"home\.json"):
        read(tmp_path)


@pytest.mark.parametrize(("port", "page"), [(8442, 8442), (0, 1), (1, 65536), (-1, 1)])
def test_ports_that_cannot_be(port: int, page: int) -> None:
    with pytest.raises(Mistake, match="ports"):
        Home("laptop.local", port=port, page_port=page)
