"""The lexical index: BM25 over passages in tantivy, stemmed in the language of each speech."""

import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tantivy

from rag.errors import IndexBroken
from rag.filters import Scope
from rag.schema import Passage

_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_WITHOUT_STOP_WORDS = frozenset({"arabic", "greek", "romanian", "tamil", "turkish"})
"""Languages that tantivy stems and has no stop words of."""

_FALLBACK = "en"
"""How speeches of unknown language are stemmed."""

_ASIDE = "yes"

_HEAP_BYTES = 64_000_000

_UNKNOWN = 0.1
"""The rarity of what is no word for the index, as a percent sign is none."""

_COMMON = 0.25
"""The share of passages from which on a word that they hold says little, as a stop word does."""


class LexicalIndex:
    """Passage texts and headers in `folder/tantivy`; what is added is found once `add` returns.

    What another process has written is found once `version` has changed, and not sooner: a rebuild empties the index
    before it fills it.
    """

    def __init__(self, folder: Path, *, version: Callable[[], int] = lambda: 0) -> None:
        self._path = folder / "tantivy"
        self._version = version
        self._seen = version()
        self._path.mkdir(parents=True, exist_ok=True)
        self._analyzers = {language: _analyzer(stemmer) for language, stemmer in _STEMMERS.items()}
        self._stops = {language: _stop_words(stemmer) for language, stemmer in _STEMMERS.items()}
        self._schema = _schema()
        try:
            self._index = tantivy.Index(self._schema, str(self._path))
        except ValueError as error:
            raise IndexBroken(
                f"the lexical index in {self._path} cannot be read ({error}); mend it with: onrecord doctor --rebuild"
            ) from error
        for language, analyzer in self._analyzers.items():
            self._index.register_tokenizer(f"stem_{language}", analyzer)
        self._index.config_reader("manual")

    def add(self, passages: Sequence[Passage]) -> None:
        """Store passages under their ids; one that is there already is replaced."""
        if not passages:
            return
        with self._index.writer(_HEAP_BYTES, num_threads=1) as writer:
            for passage in passages:
                writer.delete_documents_by_term("id", passage.id)
                writer.add_document(_document(passage))
        self._index.reload()

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out; ids that are not there are no error."""
        if not ids:
            return
        with self._index.writer(_HEAP_BYTES, num_threads=1) as writer:
            for one in ids:
                writer.delete_documents_by_term("id", one)
        self._index.reload()

    def search(
        self, question: str, limit: int, *, header_weight: float, scope: Scope = Scope()
    ) -> list[tuple[str, float]]:
        """The `limit` best passages as (id, BM25), best first, no asides; the header counts `header_weight` times."""
        if scope.empty:
            return []
        query = self._query(question, header_weight)
        return self._run(self._within(self._cited(query), scope), limit) if query else []

    def words(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The `limit` best passages for any of the words, asides among them, by body alone."""
        query = self._query(text, 0.0)
        return self._run(query, limit) if query else []

    def phrases(self, runs: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """The `limit` best passages that hold any of the runs of words as they follow each other, in body or header.

        Asides are among them.
        """
        parts = [one for run in dict.fromkeys(runs) for one in self._phrase(run)]
        return self._run(tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in parts]), limit)

    def score(self, question: str, ids: Sequence[str], *, header_weight: float) -> dict[str, float]:
        """The BM25 score of given passages; those that share no word with the question are left out."""
        query = self._query(question, header_weight)
        if not ids or query is None:
            return {}
        chosen = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "id", list(ids)), 0.0)
        both = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, chosen)]
        return dict(self._run(tantivy.Query.boolean_query(both), len(ids)))

    def terms(self, text: str, language: str | None) -> list[str]:
        """The stemmed words of a text, as they are matched."""
        return list(self._analyzers[_stemmed_as(language)].analyze(text))

    def rarity(self, terms: Sequence[str], language: str | None) -> dict[str, float]:
        """Inverse document frequency of stemmed words, in 0..1; 1 for a word that no passage or header holds."""
        searcher = self._searcher()
        total = max(searcher.num_docs, 1)
        fields = ("header", f"body_{_stemmed_as(language)}")
        held = {term: min(total, sum(searcher.doc_freq(field, term) for field in fields)) for term in terms}
        return {term: math.log1p(total / (1 + count)) / math.log1p(total) for term, count in held.items()}

    def rarest(self, words: Sequence[str], language: str | None) -> list[float]:
        """How rare each word is, by the rarest of its stems, above 0 to 1; what is no word for the index is common."""
        stems = [self.terms(word, language) for word in words]
        known = self.rarity([stem for one in stems for stem in one], language)
        return [max((known[stem] for stem in one), default=_UNKNOWN) for one in stems]

    def telling(self, words: Sequence[str], language: str | None) -> list[bool]:
        """Whether each word says something: no stop word of its language, and not in a quarter of the passages."""
        searcher = self._searcher()
        field, stops = f"body_{_stemmed_as(language)}", self._stops[_stemmed_as(language)]
        most = _COMMON * searcher.num_docs

        def says(word: str) -> bool:
            return any(searcher.doc_freq(field, term) <= most for term in self.terms(word, language))

        return [bool(stops.analyze(word)) and says(word) for word in words]

    def holds(self, word: str) -> bool:
        """Whether any passage or header has the word, in any language's stem."""
        searcher = self._searcher()
        stems = {f"body_{language}": list(analyzer.analyze(word)) for language, analyzer in self._analyzers.items()}
        stems["header"] = stems[f"body_{_FALLBACK}"]
        return any(searcher.doc_freq(field, stem) for field, found in stems.items() for stem in found)

    def ids(self) -> set[str]:
        """Every passage id in the index."""
        searcher = self._searcher()
        everything = tantivy.Query.all_query()
        found = searcher.search(everything, max(searcher.num_docs, 1), count=False).hits
        return {searcher.doc(address)["id"][0] for _, address in found}

    def count(self) -> int:
        """How many passages are in the index."""
        return int(self._searcher().num_docs)

    @staticmethod
    def erase(folder: Path) -> None:
        """Delete an index that cannot be opened."""
        if (folder / "tantivy").exists():
            shutil.rmtree(folder / "tantivy")

    def reset(self) -> None:
        """Empty the index."""
        with self._index.writer(_HEAP_BYTES, num_threads=1) as writer:
            writer.delete_all_documents()
        self._index.reload()

    def _searcher(self) -> Any:
        version = self._version()
        if version != self._seen:
            self._index.reload()
            self._seen = version
        return self._index.searcher()

    def _query(self, question: str, header_weight: float) -> Any:
        """Any word of the question, in the body by each language's stem or in the header."""
        parts = [
            tantivy.Query.term_query(self._schema, f"body_{language}", term)
            for language, analyzer in self._analyzers.items()
            for term in dict.fromkeys(analyzer.analyze(question))
        ]
        parts += [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, "header", term), header_weight)
            for term in dict.fromkeys(self._analyzers[_FALLBACK].analyze(question))
            if header_weight > 0
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts]) if parts else None

    def _phrase(self, run: str) -> Iterator[Any]:
        """The run as a phrase in each language in whose stems the index has all its words."""
        searcher = self._searcher()
        for field, analyzer in (*self._bodies, ("header", self._analyzers[_FALLBACK])):
            terms = analyzer.analyze(run)
            if terms and all(searcher.doc_freq(field, term) for term in terms):
                several = len(terms) > 1
                make = tantivy.Query.phrase_query if several else tantivy.Query.term_query
                yield make(self._schema, field, terms if several else terms[0])

    @property
    def _bodies(self) -> Iterator[tuple[str, Any]]:
        return ((f"body_{language}", analyzer) for language, analyzer in self._analyzers.items())

    def _cited(self, query: Any) -> Any:
        aside = tantivy.Query.term_query(self._schema, "aside", _ASIDE)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, aside)])

    def _within(self, query: Any, scope: Scope) -> Any:
        named = (("speech", scope.speeches), ("speaker", scope.speakers))
        limits = [
            tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, field, list(values)), 0.0)
            for field, values in named
            if values is not None
        ]
        parts = [(tantivy.Occur.Must, part) for part in (query, *limits)]
        return tantivy.Query.boolean_query(parts)

    def _run(self, query: Any, limit: int) -> list[tuple[str, float]]:
        searcher = self._searcher()
        found = searcher.search(query, limit, count=False).hits
        return [(searcher.doc(address)["id"][0], float(score)) for score, address in found]


def _stemmed_as(language: str | None) -> str:
    return language if language in _STEMMERS else _FALLBACK


def _stop_words(language: str) -> Any:
    """What leaves nothing of a stop word, where tantivy knows those of the language."""
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    return (words if language in _WITHOUT_STOP_WORDS else words.filter(tantivy.Filter.stopword(language))).build()


def _analyzer(stemmer: str) -> Any:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer(stemmer))
        .build()
    )


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("speech", "speaker", "aside"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("header", tokenizer_name=f"stem_{_FALLBACK}")
    for language in _STEMMERS:
        builder.add_text_field(f"body_{language}", tokenizer_name=f"stem_{language}")
    return builder.build()


def _document(passage: Passage) -> Any:
    document = tantivy.Document()
    document.add_text("id", passage.id)
    document.add_text("speech", passage.speech)
    document.add_text("speaker", passage.speaker or "")
    if passage.aside:
        document.add_text("aside", _ASIDE)
    document.add_text("header", passage.header)
    document.add_text(f"body_{_stemmed_as(passage.language)}", passage.text)
    return document
