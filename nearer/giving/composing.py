"""The pages on which something is given: what each asks, and beginnings for when none comes to mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nearer.catalogue import catalogue
from nearer.spaces.models import Membership
from nearer.spaces.paces import Paces

from .models import What

Words = str | Promise


@dataclass(frozen=True)
class Composer:
    """What the page of one kind of gift says. `place` is its address: neutral, since addresses are seen by others."""

    what: What
    place: str
    title: Words
    lead: Words
    label: Words
    hint: Words = ""
    rows: int = 4
    ideas: str = ""
    beginnings: tuple[Words, ...] = ()
    for_partners: tuple[Words, ...] = ()
    photos: bool = True

    def starters(self, mine: Membership) -> list[str]:
        """Beginnings for this bond in another order each day; some are half-sentences with a gap to fill.

        Those that flirt come up for partners only, where neither has it light and one said oneself that touch may come
        up. What the other said is not asked: the page would give it away.
        """
        bond = mine.space.bond
        found = [str(words) for words in self.beginnings]
        if self.for_partners and bond == "partner" and mine.touch and not Paces.of(mine).light:
            found += [str(words) for words in self.for_partners]
        found += [idea.text for idea in catalogue().ideas(self.ideas) if idea.suits(bond)] if self.ideas else []
        return shuffled(found, f"{mine.member_id}/{mine.space.day()}")


def shuffled(texts: Sequence[str], seed: str) -> list[str]:
    """In an order that depends on the seed alone."""
    return sorted(texts, key=lambda text: blake2b(f"{seed}\n{text}".encode(), digest_size=8).digest())


COMPOSERS = (
    Composer(
        What.FEELING,
        "now",
        _("How are you, right now?"),
        _("Take the words that come nearest. One is enough, and two that disagree are fine."),
        _("Why, in a line, if you like"),
        rows=2,
        photos=False,
    ),
    Composer(
        What.THANKS,
        "line",
        _("Something you did, and what it was to me"),
        _("One thing, as exactly as you saw it. The small ones are the ones nobody else can thank for."),
        _("What you did, and what it meant"),
        ideas="appreciation",
    ),
    Composer(
        What.ADMIRATION,
        "portrait",
        _("Who you are to me"),
        _("What you admire, what makes you proud, or simply that you love them. It needs no occasion."),
        _("What I see in you"),
        ideas="admiration",
    ),
    Composer(
        What.NEWS,
        "first",
        _("Good news, and you hear it first"),
        _("Before anyone else does. Take them along to where it happened: what was said, and how it felt."),
        _("What happened"),
        beginnings=(
            _("You are the first to know:"),
            _("You remember what I was waiting for? Today"),
            _("It is a small thing, and I have been smiling since:"),
            _("I did not think it would work, and then"),
            _("Somebody said to me today"),
        ),
    ),
    Composer(
        What.LAUGH,
        "light",
        _("It made me laugh"),
        _("It may be tiny, and they may have had to be there. Tell it anyway."),
        _("What it was"),
        rows=3,
        beginnings=(
            _("I am still laughing about"),
            _("You would have had to see"),
            _("Nobody else thought it was funny that"),
            _("I have to confess that today I"),
        ),
    ),
    Composer(
        What.EFFORT,
        "seen",
        _("I saw that"),
        _("What they put in, above all where nobody claps: the forms, the bins, the patience, the third phone call."),
        _("What I saw you do"),
        beginnings=(
            _("I know how tired you were, and still you"),
            _("Nobody asked you to, and you"),
            _("It took me far too long to notice that you always"),
            _("You did the dull part so that I could"),
            _("I saw you swallow the sharp answer when"),
            _("You have been carrying this for weeks now:"),
        ),
    ),
    Composer(
        What.MESSAGE,
        "quick",
        _("A line in passing"),
        _("Warm, or silly, or both. Ten words are plenty."),
        _("Your line"),
        rows=2,
        beginnings=(
            _("I just passed the place where we"),
            _("Thinking of you, for no reason but"),
            _("Whatever this day does: I am on your side."),
            _("I saved you the best piece of"),
            _("Something smelled like you today, and I"),
            _("You, in that jumper, this morning. That was all."),
            _("Tell me one thing about your day that nobody asked about."),
            _("I am glad that it is you."),
        ),
        for_partners=(
            _("I keep thinking about the back of your neck."),
            _("Wear the blue one tonight. I have reasons."),
            _("Tonight, the lamp off early?"),
            _("I would like to report a smile, yours, seen at the door. I want it back."),
            _("If you were here now I would"),
            _("You still make my hands clumsy."),
        ),
    ),
    Composer(
        What.KINDNESS,
        "done",
        _("Something I did for you"),
        _("It is done, and now you give it. Say as much as you like; half the fun is in being found out."),
        _("What I did"),
        rows=3,
        beginnings=(
            _("When you open the cupboard, you will find"),
            _("You need not think any more of"),
            _("I have been to"),
        ),
    ),
    Composer(
        What.AIM,
        "ahead",
        _("What I am working on"),
        _("Something of your own that they may stand behind. They see these words and nothing else of it."),
        _("What it is, and what the next small step looks like"),
        rows=4,
        beginnings=(
            _("I want to become someone who"),
            _("What I would like you to ask me about is"),
            _("You would help me if you"),
        ),
    ),
)
AT = {each.place: each for each in COMPOSERS}
OF = {each.what: each for each in COMPOSERS}
