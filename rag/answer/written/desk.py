"""Where a model's sentences are checked, one by one, before anyone sees them."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from rag.answer.events import Event, Repaired, Said
from rag.answer.quoting import quoting
from rag.answer.run import Run
from rag.answer.written.clean import clean
from rag.answer.written.copied import Copied, copied, in_first_person, says_nothing, unlabelled
from rag.answer.written.credit import misattributed
from rag.answer.written.nearness import Nearness
from rag.answer.written.prompt import Evidence
from rag.answer.written.quotations import Quoted, put_in
from rag.answer.written.reply import Draft
from rag.catalog import Catalog
from rag.schema import Sentence, Writing
from rag.support import Supporter
from rag.verify import verified

Unsupported = Literal["quote", "drop", "mark"]
"""What becomes of a sentence that its paragraphs do not bear out: the words that it comes nearest to stand in its
place, it is left out, or it is shown as such."""

_MEANT = 0.5
"""The share of a sentence's words, by what they tell, from which on the words that come nearest are what it meant."""


class Desk:
    """Holds one reply against its evidence; `kept` is what is shown of it, `writing` how its sentences fared.

    `sure` is whether the archive answers the question by quotation alone. Where it is not, it takes a sentence of the
    model's own words to say that it does: copying a paragraph is no judgement, and nothing is quoted for what failed.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        catalog: Catalog,
        supporter: Supporter,
        *,
        model: str,
        unsupported: Unsupported,
        sure: bool,
    ) -> None:
        self.writing = Writing(model)
        self.kept: list[Sentence] = []
        self.unverified = 0
        self._evidence = {one.number: one for one in evidence}
        self._near = Nearness(evidence)
        self._catalog = catalog
        self._supporter = supporter
        self._unsupported = unsupported
        self._sure = sure
        self._read: set[str] = set()
        self._copied: Copied | None = None

    def take(self, draft: Draft) -> Iterator[Event]:
        """One sentence, held against the paragraphs it names; what was copied is shown once its end is known."""
        cited = [self._evidence[number] for number in draft.numbers if number in self._evidence]
        self._count(sentences=1, dangling=len(draft.numbers) - len(cited))
        text = unlabelled(clean(draft.text), self._all)
        # Weak models repeat themselves, and the labels that they were given.
        if text in self._read or says_nothing(text, self._all):
            self._count(dropped=1)
            return
        self._read.add(text)
        found = copied(text, [*cited, *self._all], self._copied)
        whole = self._copied.followed(found) if self._copied and found else None
        if whole is None:
            yield from self.finish()
        self._copied = whole or found
        if found is None:
            yield from self._prose(text, cited)

    def finish(self) -> Iterator[Event]:
        """What was copied last, as the quotation that it is."""
        if found := self._copied:
            self._copied = None
            if self._sure or self.kept:
                self._count(repaired=1)
                yield Repaired(
                    "words that were copied without quotation marks are given as the quotation that they are"
                )
                shown = yield from self._quoted(found.evidence, found.run)
            else:
                shown = False
                yield Repaired("words that were copied are left out, for nothing says that they answer the question")
            self._count(**{"supported" if shown else "dropped": found.sentences})

    @property
    def _all(self) -> list[Evidence]:
        return list(self._evidence.values())

    def _count(self, **more: int) -> None:
        sums = {name: getattr(self.writing, name) + number for name, number in more.items()}
        self.writing = replace(self.writing, **sums)

    def _prose(self, text: str, cited: Sequence[Evidence]) -> Iterator[Event]:
        """A sentence of the model's own words, with what it quotes."""
        if not cited:
            self._count(repaired=1)
            yield Repaired("a sentence that names no paragraph is held against those that come nearest")
        cited = self._near.nearest(text, cited or self._all)
        quoted = put_in(text, cited, [one for one in self._all if one not in cited])
        if quoted.repaired:
            self._count(repaired=quoted.repaired)
            yield Repaired("a quotation was put as it stands in the archive, or lost its marks")
        if quoted.citations and set(quoted.citations) <= {cite for one in self.kept for cite in one.citations}:
            self._count(dropped=1)
            yield Repaired("a quotation that was shown before is not shown again")
            return
        if self._is_misattributed(quoted):
            self._count(dropped=1)
            yield Repaired("a quotation that is given out as somebody else's words is left out")
            return
        sentence = self._borne_out(Sentence(quoted.text, quoted.citations), cited)
        # "X said that it brings us a third" is nobody's "us".
        if in_first_person(quoted.own, cited[0].speech.language):
            sentence = replace(sentence, supported=False)
        yield from self._shown(sentence)

    def _shown(self, sentence: Sentence) -> Iterator[Event]:
        """A sentence of the model's own words once it was checked, or what stands in its place."""
        kept, failed = verified([sentence], self._catalog.paragraphs)
        self.unverified += failed
        if kept and (sentence.supported or self._unsupported == "mark"):
            self._count(supported=int(sentence.supported))
            self.kept += kept
            yield Said(kept[0])
            return
        self._count(dropped=1)
        meant = self._meant(sentence.text) if self._sure and self._unsupported == "quote" else None
        if meant is None:
            yield Repaired("a sentence that its paragraphs do not bear out is left out")
            return
        yield Repaired("a sentence that its paragraphs do not bear out gives way to the words that it comes nearest to")
        shown = yield from self._quoted(*meant)
        self._count(replaced=int(shown))

    def _meant(self, text: str) -> tuple[Evidence, Run] | None:
        """The words that the text comes nearest to, if they have enough of it."""
        best = self._near.nearest(text, self._all)[0]
        if self._near.share(text, best.paragraph) < _MEANT:
            return None
        return best, Run.around(best.paragraph, self._near.sentence(text, best.paragraph))

    def _quoted(self, one: Evidence, run: Run) -> Generator[Event, None, bool]:
        """A quotation; returns whether it is shown, which it is where it can be cited and was not shown before."""
        speech = self._catalog.speech(one.paragraph.speech)
        kept, failed = verified([quoting(speech, one.paragraph, run.span)], self._catalog.paragraphs)
        self.unverified += failed
        whole = [replace(sentence, support=1.0) for sentence in kept]
        new = [sentence for sentence in whole if sentence not in self.kept]
        self.kept += new
        yield from map(Said, new)
        return bool(new)

    def _is_misattributed(self, quoted: Quoted) -> bool:
        addresses = {one.address for one in quoted.citations}
        said = [one.speech for one in self._all if one.paragraph.address in addresses]
        shown = [one.speech for one in self._all]
        return bool(said) and misattributed(quoted.own, said, shown, self._catalog.people())

    def _borne_out(self, sentence: Sentence, cited: Sequence[Evidence]) -> Sentence:
        """With its support and its citations: those that it quotes, or the one that bears it out alone, if they do."""
        tried = [()] if sentence.citations else [(one,) for one in cited]
        borne = [one for some in tried if (one := self._held_against(sentence, some)).supported]
        return max(borne, key=lambda one: one.support or 0.0) if borne else self._held_against(sentence, cited)

    def _held_against(self, sentence: Sentence, cited: Sequence[Evidence]) -> Sentence:
        """With what these paragraphs, and those that it quotes, say of it."""
        quoted_from = {one.address for one in sentence.citations}
        more = [self._near.cite(sentence.text, one) for one in cited if one.paragraph.address not in quoted_from]
        citations = tuple(dict.fromkeys([*sentence.citations, *more]))
        addresses = {one.address for one in citations}
        basis = [one for one in self._all if one.paragraph.address in addresses]
        paragraphs, labels = [one.paragraph for one in basis], [one.label for one in basis]
        found = self._supporter.check(sentence.text, paragraphs, labels, basis[0].speech.language)
        return replace(sentence, citations=citations, support=found.score, supported=found.supported)
