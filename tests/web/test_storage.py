"""What is cut from scripts and styles before they are sent changes nothing of what they do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from nearer.web.storage import HashedFiles, lighter

STATIC = Path(__file__).parents[2] / "nearer" / "web" / "static" / "nearer"


def test_comments_and_indents_go_and_code_stays() -> None:
    script = (
        "// A line.\n"
        "/** One line. */\n"
        "/**\n * Several,\n * with `ticks`.\n */\n"
        "export function f() {\n"
        "  // inside\n"
        '  return "https://example.org"; // behind code\n'
        "}\n"
    )
    sent = 'export function f() {\nreturn "https://example.org"; // behind code\n}\n'
    assert lighter("nearer/a.js", script) == sent
    assert lighter("nearer/a.js", sent) == sent


def test_styles_lose_their_comments() -> None:
    style = "/* Colours. */\n:root {\n  --ink: #000; /* deep */\n  --way: url(a//b.svg);\n}\n"
    assert lighter("nearer/a.css", style) == ":root {\n--ink: #000; --way: url(a//b.svg);\n}\n"


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_no_text_of_a_script_goes_over_several_lines(path: Path) -> None:
    code = lighter(path.name, path.read_text())
    assert [line for line in code.splitlines() if line.count("`") % 2] == []


def test_files_are_stored_whole_under_their_hashed_names(tmp_path: Path) -> None:
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    for name, script in {"nearer/a.js": '// A.\nimport "./b.js";\n', "nearer/b.js": "// B.\nexport {};\n"}.items():
        storage.save(name, ContentFile(script.encode()))
    found = {"nearer/a.js": (storage, "nearer/a.js"), "nearer/b.js": (storage, "nearer/b.js")}
    hashed = {name: new for name, new, _done in storage.post_process(found)}
    assert (tmp_path / hashed["nearer/b.js"]).read_text() == "export {};\n"
    assert f'"./{Path(hashed["nearer/b.js"]).name}"' in (tmp_path / hashed["nearer/a.js"]).read_text()
