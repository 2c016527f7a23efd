"""The shapes of the small documents that are one file each. Entries are frozen once read.

To add one: a class here, a line in `DOCUMENTS`, a word in docs/content.md. Kinds with many entries have modules of
their own (questions, sessions, lessons ...) and a line in `loading.PLACES`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nearer.catalogue.entry import Bond, Bonds, Entry, Id, Text
from nearer.catalogue.help import Help


class AgreementVersion(Entry):
    """One wording of the safe-place agreement, to sign or to reword."""

    id: Id
    title: Text
    opening: Text
    lines: Annotated[tuple[Text, ...], Field(min_length=1)]
    closing: Text


class Agreement(Entry):
    """All wordings there ever were; the last is offered now."""

    versions: Annotated[tuple[AgreementVersion, ...], Field(min_length=1)]

    @property
    def current(self) -> AgreementVersion:
        """The wording offered to two who begin."""
        return self.versions[-1]

    def version(self, id: str) -> AgreementVersion | None:
        """The wording with this id, also an old one; None if there is none."""
        return next((version for version in self.versions if version.id == id), None)


class Advice(Entry):
    """A small heading with a few lines under it."""

    title: Text
    lines: Annotated[tuple[Text, ...], Field(min_length=1)]


class Message(Entry):
    """Words to send with an invitation; the link comes after them."""

    id: Id
    bonds: Bonds
    label: Text
    text: Text


class Asking(Entry):
    """How to ask the other kindly, and what to do if it goes badly."""

    title: Text
    before: Advice
    aloud: Advice
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    angry: Advice
    shut_down: Advice
    no: Advice
    later: Advice

    def messages_for(self, bond: Bond) -> tuple[Message, ...]:
        """The messages that suit this bond, in the order they are written."""
        return tuple(message for message in self.messages if bond in message.bonds)


class Scaffold(Entry):
    """A first few words that help to answer with understanding."""

    id: Literal["heard", "sense", "feel", "curious", "thanks"]
    label: Text
    opening: Text
    example: Text


class Scaffolds(Entry):
    """The five ways into a response, and the words above them."""

    title: Text
    lead: Text
    scaffolds: Annotated[tuple[Scaffold, ...], Field(min_length=5, max_length=5)]


class Step(Entry):
    """One small step that needs nobody else: lead by example, one's own work, or a small gesture."""

    id: Id
    kind: Literal["example", "own", "gesture"]
    text: Text
    write: Text


class Alone(Entry):
    """The path of someone whose other is not here yet."""

    title: Text
    lead: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class MomentAnswer(Entry):
    """One of the five things that may be so."""

    id: Literal["afraid", "hurt", "threatened", "forced", "controlled"]
    text: Text


class Moment(Entry):
    """The safety moment. The words afterwards are the same whatever was chosen."""

    title: Text
    before: Text
    question: Text
    answers: Annotated[tuple[MomentAnswer, ...], Field(min_length=1)]
    none: Text
    rather_not: Text
    skip: Text
    after: Advice


class Prompt(Entry):
    """Something to write about in one's own words."""

    id: Id
    text: Text
    begin_with: Text


class Renewal(Entry):
    """Saying again that one chooses this."""

    title: Text
    lead: Text
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=1)]
    closing: Text


class BondName(Entry):
    """How a bond is called, and who it is for."""

    id: Bond
    name: Text
    description: Text


class Rhythm(Entry):
    """How often a question comes."""

    id: Literal["daily", "three", "weekly"]
    name: Text
    description: Text


class Beginning(Entry):
    """The first choice, the bond and the rhythm."""

    title: Text
    lead: Text
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=1)]
    bonds: tuple[BondName, ...]
    rhythms: tuple[Rhythm, ...]


DOCUMENTS: dict[str, type[Entry]] = {
    "agreement": Agreement,
    "asking": Asking,
    "scaffolds": Scaffolds,
    "alone": Alone,
    "moment": Moment,
    "renewal": Renewal,
    "beginning": Beginning,
    "help": Help,
}
