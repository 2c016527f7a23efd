"""The day's question: the same whenever it is asked for, never deeper than allowed, none twice in a round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.catalogue import NoQuestion, Question, catalogue, choose, depth_for
from nearer.catalogue.choosing import WEEK
from nearer.catalogue.questions import FIELDS

calm = settings(deadline=None)  # other tests may keep the machine busy
AREAS = ("play", "joys", "fears", "desire", "memories")


def question(number: int, depth: int = 0, field: str = "play", needs: tuple[str, ...] = ()) -> Question:
    return Question.model_validate(
        {"id": f"q-{number}", "text": "?", "depth": depth, "field": field, "bonds": ["partner"], "needs": needs}
    )


@st.composite
def catalogues(draw: st.DrawFn) -> list[Question]:
    shapes = draw(
        st.lists(
            st.tuples(st.integers(0, 5), st.sampled_from(AREAS), st.sampled_from([(), ("children",)])),
            min_size=1,
            max_size=14,
        )
    )
    return [question(number, *shape) for number, shape in enumerate(shapes)]


def year(questions: list[Question], days: int, depth: int = 3, has_children: bool = True, seed: str = "s") -> list[str]:
    """The ids chosen over so many days, each day knowing what came before."""
    known = {question.id: question for question in questions}
    asked: list[str] = []
    for day in range(days):
        fields = [known[id].field for id in asked]
        asked.append(
            choose(
                questions,
                seed=f"{seed}/{day}",
                asked=asked,
                recent_fields=fields,
                depth=depth,
                has_children=has_children,
            ).id
        )
    return asked


@calm
@given(catalogues(), st.integers(0, 5), st.booleans())
def test_all_that_fit_come_once_in_each_round(questions: list[Question], depth: int, has_children: bool) -> None:
    fitting = {question.id for question in questions if question.fits(depth=depth, has_children=has_children)}
    if not fitting:
        with pytest.raises(NoQuestion):
            year(questions, 1, depth, has_children)
        return

    came = year(questions, 3 * len(fitting), depth, has_children)

    for start in range(0, len(came), len(fitting)):
        assert set(came[start : start + len(fitting)]) == fitting


@calm
@given(catalogues(), st.lists(st.sampled_from([f"q-{n}" for n in range(14)])), st.integers(0, 5), st.booleans())
def test_what_comes_fits_and_is_new_while_anything_is(
    questions: list[Question], asked: list[str], depth: int, has_children: bool
) -> None:
    fitting = [question for question in questions if question.fits(depth=depth, has_children=has_children)]
    if not fitting:
        return

    chosen = choose(questions, seed="s", asked=asked, recent_fields=[], depth=depth, has_children=has_children)

    assert chosen.depth <= depth
    assert has_children or not chosen.needs
    assert depth >= 2 or chosen.field != "desire"
    assert chosen.id not in asked or {question.id for question in fitting} <= set(asked)


@calm
@given(catalogues(), st.lists(st.sampled_from(AREAS)), st.text(max_size=5))
def test_a_field_of_this_week_waits_while_another_is_there(
    questions: list[Question], recent: list[str], seed: str
) -> None:
    fitting = [question for question in questions if question.fits(depth=5, has_children=True)]
    week = recent[-WEEK:]

    chosen = choose(questions, seed=seed, asked=[], recent_fields=recent, depth=5, has_children=True)

    if any(question.field not in week for question in fitting):
        assert chosen.field not in week
    else:
        latest = {field: place for place, field in enumerate(week)}
        assert latest[chosen.field] == min(latest[question.field] for question in fitting)


@calm
@given(catalogues(), st.randoms(use_true_random=False), st.text(max_size=8))
def test_the_order_of_the_files_does_not_matter(questions: list[Question], random: object, seed: str) -> None:
    shuffled = list(questions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def chosen(from_these: list[Question]) -> Question:
        return choose(from_these, seed=seed, asked=[], recent_fields=[], depth=5, has_children=True)

    assert chosen(questions) == chosen(shuffled)


def test_the_choice_stays_the_same_from_one_release_to_the_next() -> None:
    questions = [question(number, field=FIELDS[number]) for number in range(10)]

    chosen = choose(questions, seed="space/1", asked=[], recent_fields=[], depth=3, has_children=False)
    assert chosen.id == "q-9"


def test_different_spaces_get_different_first_questions() -> None:
    questions = [question(number, field=FIELDS[number]) for number in range(10)]

    assert len({year(questions, 1, seed=f"space-{number}")[0] for number in range(50)}) > 5


@pytest.mark.parametrize("bond", ["partner", "family", "friends"])
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_the_real_questions_do_not_stay_in_one_field(bond: str, seed: str) -> None:
    known = catalogue()
    came = year(list(known.questions(bond)), 40, seed=seed)

    fields = [question.field for id in came if (question := known.question(id)) is not None]

    assert all(len(set(fields[start : start + 7])) == 7 for start in range(len(fields) - 6))


def test_a_second_round_begins_with_what_was_asked_longest_ago() -> None:
    questions = [question(number, field=FIELDS[number]) for number in range(10)]

    came = year(questions, 20)

    assert came[10:] == came[:10]


@calm
@given(st.integers(0, 2000), st.integers(0, 3), st.integers(0, 3))
def test_depth_never_passes_the_lower_pace_and_never_falls_with_practice(opened: int, mine: int, yours: int) -> None:
    depth = depth_for(opened, (mine, yours))

    assert 0 <= depth <= min(mine, yours)
    assert depth == depth_for(opened, (yours, mine))
    assert depth <= depth_for(opened + 1, (mine, yours))


@pytest.mark.parametrize(("opened", "depth"), [(0, 1), (2, 1), (3, 2), (9, 2), (10, 3), (1000, 3)])
def test_depth_is_reached_by_steps(opened: int, depth: int) -> None:
    assert depth_for(opened, (3, 3)) == depth
