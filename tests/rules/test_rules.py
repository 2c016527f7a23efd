"""Rules for templates, scripts and settings that a reader should not have to check by hand."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ROOT / "nearer"
TEMPLATES = sorted(PRODUCT.glob("**/templates/**/*.*"))
SCRIPTS = sorted((PRODUCT / "web" / "static" / "nearer").glob("**/*.js"))
STYLES = sorted((PRODUCT / "web" / "static" / "nearer").glob("**/*.css"))

TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\{%.*?%\}|\{\{.*?\}\}|\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.DOTALL)
ATTRIBUTE = re.compile(r"([\w:@.-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)

# The only typed fields that a browser may send as they are: the name to sign in by, an address for mails, and the
# codes of a second factor.
NAMED = {"name", "login", "username", "email", "code"}
TYPED = {"text", "search", "email", "tel", "url", "number", ""}
LOADS = {"script", "img", "source", "iframe", "audio", "video", "link"}


def tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The tags of a template with their attributes, without what is commented out."""
    for name, attributes in TAG.findall(COMMENT.sub("", text)):
        plain = re.sub(r"\{%.*?%\}", " ", attributes)
        yield name.lower(), {key.lower(): "".join(values) for key, *values in ATTRIBUTE.findall(plain)}


def faults(text: str) -> list[str]:
    """What a template does that it must not."""
    found = []
    for name, given in tags(text):
        kind = given.get("type", "").lower()
        if name == "form" and given.get("method", "").lower() != "dialog":
            if given.get("method", "").lower() != "post":
                found.append("a form that does not post")
            if not given.get("action"):
                found.append("a form without an address")
        if "name" in given:
            if name in {"textarea", "sealed-field"} or (name == "input" and kind == "password"):
                found.append("a field that holds words has a name")
            if name == "input" and kind in TYPED and given["name"] not in NAMED:
                found.append(f"a typed field is sent: {given['name']}")
        if name == "style" or "style" in given:
            found.append("inline style")
        if any(re.match(r"on[a-z]+$|hx-on", key) for key in given):
            found.append("inline script")
        if name == "script" and kind != "application/json" and not given.get("src"):
            found.append("inline script")
        if "contenteditable" in given:
            found.append("contenteditable")
        addresses = [given.get(key, "") for key in ("src", "srcset", "href", "action")]
        if any(address.strip().lower().startswith("javascript:") for address in addresses):
            found.append("inline script")
        if name in LOADS and any(re.match(r"(https?:)?//", address) for address in addresses):
            found.append("loaded from elsewhere")
    return found


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(PRODUCT)))


def test_there_is_something_to_look_at() -> None:
    assert len(TEMPLATES) > 5
    assert len(SCRIPTS) > 5


@named(TEMPLATES)
def test_templates(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "template",
    [
        '<form action="/x/">',
        '<form method="get" action="/x/">',
        '<form method="post">',
        '<form method="post" action="">',
        "<textarea\n name=words></textarea>",
        '<input type="password" name="password">',
        '<input id="a" name="answer">',
        '<sealed-field data-field="t" name="t">',
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button {% if a > b %}disabled{% endif %} onclick="x()">',
        '<a hx-on:click="x()">',
        "<script>x()</script>",
        '<a href="javascript:x()">',
        '<img src="https://example.org/x.png">',
        '<link rel="stylesheet" href="//example.org/x.css">',
        "<p contenteditable>",
    ],
)
def test_the_rules_see_what_is_wrong(template: str) -> None:
    assert faults(template) != []


@pytest.mark.parametrize(
    "template",
    [
        '<form class="a" method="post" action="{% url \'x\' y %}"><input type="hidden" name="id"></form>',
        '<form method="dialog"><button>Close</button></form>',
        '<input id="name" aria-describedby="name-hint"><textarea id="f" rows="5"></textarea>',
        '<input type="radio" name="bond">',
        '<input name="login">',
        '<a href="https://example.org/">a directory</a>',
        '<script type="application/json" id="words">{}</script>',
    ],
)
def test_the_rules_let_pass_what_is_right(template: str) -> None:
    assert faults(template) == []


FORBIDDEN = {
    "innerHTML": r"\binnerHTML\b",
    "outerHTML": r"\bouterHTML\b",
    "insertAdjacentHTML": r"\binsertAdjacentHTML\b",
    "setHTMLUnsafe": r"\bsetHTMLUnsafe\b",
    "parseFromString": r"\bparseFromString\b",
    "srcdoc": r"\bsrcdoc\b",
    "eval": r"\beval\s*\(",
    "Function": r"\bnew\s+Function\b",
    "a string for a timer": r"\bset(?:Timeout|Interval)\(\s*[\"'`]",
    "localStorage": r"\blocalStorage\b",
    "sessionStorage": r"\bsessionStorage\b",
    "document.write": r"\bdocument\.write",
    "document.cookie": r"\bdocument\.cookie\b",
    "document.title": r"\bdocument\.title\s*=",
    "style attribute": r"setAttribute\(\s*[\"']style",
    "another origin": r"[\"'`]https?://",
}


@named(SCRIPTS)
def test_scripts_use_nothing_dangerous(path: Path) -> None:
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@named([path for path in SCRIPTS if "seal" in path.relative_to(PRODUCT / "web" / "static" / "nearer").parts])
def test_sealing_does_not_touch_the_page(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|(?<!:)//.*", "", path.read_text())
    assert not re.search(r"\bdocument\s*\.|\bHTMLElement\b|\bcustomElements\b", text)


@named(STYLES)
def test_styles_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"url\(\s*[\"']?(https?:)?//|@import", text)


def written_in(folder: Path, *patterns: str) -> str:
    return "\n".join(path.read_text() for pattern in patterns for path in sorted(folder.glob(pattern)))


def test_every_variable_is_in_the_docs_and_none_too_many() -> None:
    used = set(re.findall(r"\bNEARER_[A-Z]+(?:_[A-Z]+)*\b", written_in(PRODUCT, "**/*.py", "**/*.html")))
    told = set(re.findall(r"`(NEARER_[A-Z_]+)`", (ROOT / "docs" / "configuration.md").read_text()))
    assert used
    assert used == told


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_pinned_list_names_an_address() -> None:
    for path in [*ROOT.glob("requirements*"), ROOT / "package.json", *ROOT.glob("tools/*.txt")]:
        assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", path.read_text()), path.name
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not {"uv.lock", "package-lock.json", "poetry.lock"} & set(tracked)


def test_no_word_that_promises_too_much() -> None:
    shown = written_in(PRODUCT, "**/templates/**/*.*", "**/*.py", "**/static/nearer/**/*.js")
    shown += written_in(ROOT / "content", "**/*.*")
    assert not re.search(r"end.to.end encrypt|zero.knowledge|military.grade|unbreakable", shown, re.IGNORECASE)


TRANSLATED = re.compile(
    r"\{% translate \"(?P<a>[^\"]*)\"|\{% translate '(?P<b>[^']*)'"
    r"|\{% blocktranslate.*?%\}(?P<c>.*?)\{% endblocktranslate"
    r"|\b(?:_|gettext|gettext_lazy)\(\s*\"(?P<d>[^\"]*)\"",
    re.DOTALL,
)
NEVER = re.compile(r"!|\b(tasks?|homework|challenges?|streaks?|toxic|levels?|journeys?)\b", re.IGNORECASE)


def test_the_voice_of_what_is_on_screen() -> None:
    shown = written_in(PRODUCT, "**/templates/**/*.*", "**/*.py")
    said = [next(filter(None, found.groups()), "") for found in TRANSLATED.finditer(shown)]
    assert len(said) > 20
    assert [sentence for sentence in said if NEVER.search(sentence)] == []
