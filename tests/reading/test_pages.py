"""Every lesson and every pathway is a page: its words are there, its citations resolve, and nothing is loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.html import escape

from nearer.catalogue import catalogue
from nearer.catalogue.lessons import CITATION, Lesson
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.sessions import Session
from nearer.reading.page import LessonPage, Named
from nearer.reading.prose import rendered
from nearer.spaces.models import Membership
from nearer.spaces.paces import Paces
from tests.cast import Person, person
from tests.conftest import Clock

LOADS = {"img", "script", "link", "iframe", "audio", "video", "source", "object", "embed", "form", "style"}


TYPED = {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2026: "...", 0x2013: "--"}


class Main(HTMLParser):
    """What stands in <main>: ids, links and their attributes, tags, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[dict[str, Any]] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0])
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(given)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def readers(db: None, clock: Clock) -> dict[str, Person]:
    """One of each bond, for whom all of it comes up."""
    people = {bond: person(bond, bond=bond) for bond in ("partner", "family", "friends")}
    Membership.objects.update(touch=3, has_children=True)
    return people


def straight(text: str) -> str:
    """Without what typography made of it."""
    text = text.translate(TYPED)
    return re.sub(r"\s+", " ", text)


def said(body: str) -> str:
    """The words of a body, without its marks."""
    plain = re.sub(r" *" + CITATION.pattern, "", body)
    return straight(re.sub(r"^(##|-|\d+\.) +|\*", "", plain, flags=re.MULTILINE)).strip()


def test_every_lesson_is_a_page(readers: dict[str, Person]) -> None:
    for lesson in catalogue().all(Lesson):
        answer = readers[lesson.bonds[0]].get(f"lessons/{lesson.code}/")
        assert answer.status_code == 200, lesson.id
        html = answer.content.decode()
        main = Main(html)
        assert len(main.ids) == len(set(main.ids)), lesson.id
        ours = [str(link["href"]) for link in main.links]
        for href in ours:
            if href.startswith("#"):
                assert href[1:] in main.ids, (lesson.id, href)
        for link in main.links:
            assert not str(link["href"]).startswith("http") or link["rel"] == "noreferrer", (lesson.id, link)
        assert not main.tags & LOADS, (lesson.id, main.tags)
        cited = [int(href.rpartition("-")[2]) for href in ours if href.startswith("#source-")]
        assert list(dict.fromkeys(cited)) == list(range(1, len(lesson.sources) + 1)), lesson.id
        for word in (lesson.title, lesson.try_words, lesson.caution or "", *_works(lesson)):
            assert " ".join(word.split()) in main.text, (lesson.id, word)
        assert f"{lesson.minutes} minutes" in main.text
        assert not CITATION.search(main.text), lesson.id


def _works(lesson: Lesson) -> list[str]:
    works = [catalogue().source(id) for id in lesson.sources]
    assert None not in works
    return [words for work in works if work for words in (work.reference, work.found) if words]


def test_nothing_of_a_lesson_is_lost_in_rendering() -> None:
    for lesson in catalogue().all(Lesson):
        html = re.sub(r'<sup class="cited">.*?</sup>', "", rendered(lesson))
        text = re.sub(r"<[^>]+>", "", re.sub(r"</(p|h2|li)>", "\n", html))
        for entity, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            text = text.replace(entity, sign)
        assert straight(text).strip() == said(lesson.body), lesson.id


def test_a_lessons_numbers_lead_to_the_works_it_cites() -> None:
    lesson = catalogue().lesson("listening")
    assert lesson is not None
    html = rendered(lesson)
    assert re.findall(r'href="#source-(\d)" id="cited-(\d)"', html) == [("1", "1"), ("2", "2"), ("3", "3")]
    assert [source.id for source in LessonPage.of(lesson).sources] == list(lesson.cited())


def made_up(body: str) -> Lesson:
    lesson = catalogue().lesson("listening")
    assert lesson is not None
    return lesson.model_copy(update={"body": body})


@pytest.mark.parametrize(
    "text",
    [
        "<script>x()</script>",
        "<b onclick=x()>a</b>",
        "[a](https://example.org)",
        "![a](https://example.org/a.png)",
        "<https://example.org>",
        "https://example.org",
        "    indented",
        "`code`",
    ],
)
def test_a_text_makes_no_links_pictures_or_html(text: str) -> None:
    html = rendered(made_up(text))
    assert not re.search(r"<(?!/?p>)", html), html
    assert re.sub(r"\s", "", escape(text)).replace("&#x27;", "'") in re.sub(r"\s", "", html)


def test_several_works_at_once_and_one_work_twice() -> None:
    html = rendered(made_up("One [kuhn-2018, huang-2017]. Two [huang-2017]."))
    assert html.count("<sup") == 2
    assert re.findall(r'href="#source-(\d)"( id="cited-\d")?', html) == [
        ("1", ' id="cited-1"'),
        ("2", ' id="cited-2"'),
        ("2", ""),
    ]
    assert "One<sup" in html


def test_every_pathway_is_a_page_and_every_step_leads_on_or_says_itself(readers: dict[str, Person]) -> None:
    for pathway in catalogue().all(Pathway):
        reader = readers[pathway.bonds[0]]
        main = Main(reader.get(f"pathways/{pathway.code}/").content.decode())
        words = [pathway.title, pathway.lead, pathway.closing, *(week.title for week in pathway.weeks)]
        links = [str(link["href"]) for link in main.links]
        for step in pathway.steps():
            named = Named.of(step.entry, step.why)
            words += [step.why, named.words]
            if named.place:
                href = f"/spaces/{reader.space.pk}/{named.place}/{named.entry.code}/"
                assert href in links, (pathway.id, step.entry)
                assert reader.get(href).status_code == 200, (pathway.id, step.entry)
        for word in words:
            assert " ".join(word.split()) in main.text, (pathway.id, word)
        assert not main.tags & LOADS | main.tags & {"input", "button", "progress"}, pathway.id


def test_what_a_lesson_says_to_try_can_be_begun(readers: dict[str, Person]) -> None:
    for lesson in catalogue().all(Lesson):
        reader, attempt = readers[lesson.bonds[0]], catalogue().entry(lesson.attempt)
        if isinstance(attempt, Session):
            html = reader.get(f"lessons/{lesson.code}/").content.decode()
            assert f'href="/spaces/{reader.space.pk}/sessions/{attempt.code}/"' in html, lesson.id
            assert reader.get(f"sessions/{attempt.code}/").status_code == 200, lesson.id


def test_all_comes_up_for_two_who_have_it_deep(readers: dict[str, Person]) -> None:
    paces = Paces.of(readers["partner"].membership)
    assert all(paces.allow(entry) for shape in (Lesson, Pathway) for entry in catalogue().live(shape))


def test_a_session_is_begun_by_the_code_that_its_page_posts(readers: dict[str, Person]) -> None:
    session = catalogue().session("five-five-five")
    assert session is not None
    html = readers["partner"].get(f"sessions/{session.code}/").content.decode()
    assert f'name="session" value="{session.code}"' in html
