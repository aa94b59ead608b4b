"""The archive: where all parts are put together. Everything that a user does goes through `Archive`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from rag import fitted, ingest, support
from rag.answer import Done, Event, ExtractiveAnswerer, Found, Said, Weigher, WrittenAnswerer
from rag.catalog import Catalog
from rag.chat import ChatModel, chat_model
from rag.config import Settings
from rag.conversation import Dialogue
from rag.dense import DenseIndex
from rag.embed import Embedder, SentenceTransformerEmbedder
from rag.errors import ArchiveBusy, IndexBroken, ModelUnavailable
from rag.fetch import Fetched, fetch, keep, page, source
from rag.filters import Filters, matches
from rag.ingest import Writer
from rag.lexical import LexicalIndex
from rag.load import Limits, LoadOptions
from rag.people import bearers, homes
from rag.progress import Progress, quiet
from rag.quote import Finding, QuoteFinder
from rag.receipt import MadeWith, Receipt, Verification, issue, verify
from rag.retrieve import Retrieved, Retriever
from rag.schema import Address, Answer, Facets, Health, Hit, IngestReport, Kin, Office, Paragraph, Person, Query, Speech
from rag.suggest import suggestions
from rag.timeline import Timeline, Timelines
from rag.understand import Known, understand


class Archive:
    """Speeches that can be asked, searched and read.

    with Archive.open("my-archive", create=True) as archive:
        archive.ingest(["speeches/"])
        answer = archive.ask("What did Calloway say about pilots?")
    """

    def __init__(
        self, catalog: Catalog, folder: Path, settings: Settings, embedder: Embedder, fit: fitted.Fitted
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self.fitted = fit
        self.model: ChatModel | None = None
        self._notice: str | None = None
        self._catalog = catalog
        self._settings = settings
        # Read for every question, and slow to read in a large archive.
        self._known: tuple[int, Known] | None = None

    @classmethod
    def open(
        cls,
        folder: str | Path | None = None,
        *,
        create: bool = False,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        fit: fitted.Fitted | None = None,
        check: bool = True,
    ) -> "Archive":
        """Open the archive in `folder` (else `ONRECORD_ARCHIVE`, else `.onrecord`).

        Answers are written by the chat model that `ONRECORD_MODEL` names, if it does.

        Raises ArchiveMissing where there is none and `create` is not set, FingerprintMismatch where it was
        built with another embedder or splitter; `check=False` opens it all the same, to read or to rebuild.
        """
        settings = settings or Settings.read()
        place = Path(folder).expanduser().resolve() if folder else settings.folder
        embedder = embedder or SentenceTransformerEmbedder(settings.embedder, allow_download=settings.allow_download)
        # A model that is not there fails here, before a folder is made.
        _ = embedder.fingerprint
        catalog = Catalog(place, create=create)
        if create and catalog.meta("embedder") is None:
            ingest.stamp(catalog, embedder)
        if check:
            ingest.check(catalog, embedder)
        archive = cls(catalog, place, settings, embedder, fit or fitted.load())
        archive.use(settings.model)
        return archive

    def close(self) -> None:
        """Let go of the archive's files."""
        if "_dense" in self.__dict__:
            self._dense.close()
        self._catalog.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing; one process at a time

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        prune: bool = False,
        options: LoadOptions = LoadOptions(),
        progress: Progress = quiet,
    ) -> IngestReport:
        """Take in files and folders; what did not change since the last time is left as it is.

        `prune` removes speeches whose files are gone; `options` say how files are read, beyond the settings.
        Raises ArchiveBusy while another process writes, BadInput where a path does not exist.
        """
        options = replace(options, encoding=options.encoding or self._settings.encoding, limits=self._limits)
        with self._lock():
            return self._writer.ingest(map(Path, paths), options, prune=prune, progress=progress)

    def download(self, url: str) -> Path:
        """Fetch one page of the internet and keep it in the archive folder, to be ingested; raises FetchError."""
        return keep(page(url, self._limits), self.folder / "pages")

    def fetch(self, name: str, folder: Path | None = None, progress: Progress = quiet) -> Fetched:
        """Download a known archive, and the table that names its speakers where it has one beside it.

        It is to be ingested with `source(name).options(...)`; raises FetchError.
        """
        return fetch(source(name), folder or self.folder / "fetched", self._limits, progress)

    def remove(self, speech: str) -> None:
        """Take a speech out; raises NotFound."""
        with self._lock():
            self._writer.remove(speech)

    def rebuild(self, progress: Progress = quiet) -> None:
        """Make both indexes anew from the catalog; one that cannot even be opened is deleted first."""
        with self._lock():
            self._erase_broken()
            self._writer.rebuild(progress)

    def _erase_broken(self) -> None:
        for name, index in (("_lexical", LexicalIndex), ("_dense", DenseIndex)):
            try:
                getattr(self, name)
            except IndexBroken:
                index.erase(self.folder)

    @property
    def _limits(self) -> Limits:
        return Limits(**{one.name: getattr(self._settings, f"max_{one.name}") for one in fields(Limits)})

    @property
    def _writer(self) -> Writer:
        return Writer(self._catalog, self._dense, self._lexical, self.embedder)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            with FileLock(self.folder / "writer.lock", timeout=0):
                try:
                    yield
                finally:
                    self._known = None
        except Timeout as error:
            raise ArchiveBusy(
                f"another process is writing to {self.folder}; wait for it to end and try again"
            ) from error

    # Asking and searching

    def ask(self, question: str, filters: Filters = Filters(), *, least: float | None = None) -> Answer:
        """Answer from the archive, each sentence cited, or a refusal with its reason.

        `least` is the confidence, 0..1, from which it answers; left out, the threshold that was fitted on dev gold.
        """
        *_, last = self.stream(question, filters, least=least)
        if not isinstance(last, Done):
            raise TypeError("the last event of an answer holds the answer")
        return last.answer

    def stream(
        self,
        question: str | Query,
        filters: Filters = Filters(),
        *,
        least: float | None = None,
        written: bool = True,
    ) -> Iterator[Event]:
        """The answer as it comes: what it may draw on, each sentence once it has been checked, then the whole.

        A query is asked as it stands, whatever the filters. Not `written`, it is quotations, whatever model there is.
        """
        query = question if isinstance(question, Query) else self.understand(question, filters)
        if self.model and written:
            yield from self._writer_of_answers(self.model).stream(query, least)
            return
        answer = replace(self.answerer.answer(query, least), notice=self._notice if written else None)
        yield Found(answer.query, answer.evidence)
        yield from map(Said, answer.sentences)
        yield Done(answer)

    def converse(self, filters: Filters = Filters(), *, written: bool = True) -> Dialogue:
        """A conversation, in which questions are read by those before them; not `written`, without a chat model."""
        return Dialogue(self, filters, written=written)

    def use(self, model: ChatModel | str | None) -> None:
        """Have answers written by a chat model, `provider:model`, or by none; raises BadInput for what names none.

        Where its package or its key is missing, answers are quotations and say so.
        """
        self.model, self._notice = None, None
        try:
            self.model = chat_model(model, self._settings.model_url) if isinstance(model, str) else model
        except ModelUnavailable as error:
            self._notice = f"{error}; answered by quotation instead"

    def _writer_of_answers(self, model: ChatModel) -> WrittenAnswerer:
        unsupported = self._settings.unsupported
        return WrittenAnswerer(self._catalog, self.answerer, self._supporter, model, unsupported=unsupported)

    def search(self, text: str, filters: Filters = Filters(), *, limit: int = 10) -> list[Hit]:
        """The best hits for a question or a few words; no two share a paragraph."""
        return list(self.retrieve(self.understand(text, filters), limit).hits)

    def retrieve(self, query: Query, limit: int = 10) -> Retrieved:
        """Hits for a query already understood, with the count of stale index entries."""
        return self.retriever.search(query, limit)

    def understand(self, question: str, filters: Filters = Filters()) -> Query:
        """The question as it will be searched for: filters and boosts that it names."""
        return understand(question, self._as_known(filters), self.known)

    @property
    def known(self) -> Known:
        """Who speaks in this archive, and what its speeches can be filtered by."""
        version = self._catalog.version()
        if self._known is None or self._known[0] != version:
            known = Known(self._catalog.offices(), self._catalog.facets(), self._catalog.people())
            self._known = (version, known)
        return self._known[1]

    def find_quote(self, words: str, filters: Filters = Filters()) -> Finding:
        """Whether the archive has a quotation, word for word or nearly, and whose it is.

        `filters` are what is claimed of it: the speaker, the office, the period. Raises BadInput where it has no words.
        """
        return self.quote_finder.find(words, self._as_known(filters))

    def _as_known(self, filters: Filters) -> Filters:
        """Filters with people and countries as they are called here, where nobody and nothing is called as they say."""
        speakers, countries = filters.speaker, filters.country
        if speakers and not self._catalog.scope(Filters(speaker=speakers)).speakers:
            speakers = tuple(one.name for name in speakers for one in bearers(self.people(), name)) or speakers
        held = self.known.facets.countries
        if countries and not any(matches(one, countries) for one in held):
            home = homes((*held, *countries))
            countries = tuple(one for one in held if home[one] in {home[name] for name in countries}) or countries
        return replace(filters, speaker=speakers, country=countries)

    def timeline(self, topic: str, filters: Filters = Filters(), progress: Progress = quiet) -> Timeline:
        """What each speech says on a topic, oldest first, beside how many were searched each year."""
        timelines = Timelines(self._catalog, self._whole_indexes(), self.embedder)
        return timelines.timeline(self.understand(topic, filters), self._as_known(filters), progress)

    def receipt(self, answer: Answer, filters: Filters = Filters()) -> Receipt:
        """An answer to keep, with all that it rests on; `filters` are those that were given with the question.

        Raises NotFound where the archive no longer has what the answer quotes.
        """
        threshold = self.fitted.calibration.threshold
        model = answer.writing.model if answer.writing else None
        made_with = MadeWith(model, threshold, self.embedder.fingerprint, version("onrecord"))
        return issue(answer, self._catalog, filters, made_with, datetime.now(UTC))

    def verify(self, receipt: Receipt) -> Verification:
        """Which citations of a receipt still hold, which moved, and which are changed or gone."""
        return verify(receipt, self._catalog, lambda words: self.find_quote(words).matches)

    # Reading

    def paragraph(self, address: str) -> Paragraph:
        """The paragraph at `speech#p12`; raises NotFound, or BadInput for what is no such address."""
        parsed = Address.parse(address)
        return self._catalog.paragraphs(Address(parsed.speech, parsed.first or 1, parsed.first or 1))[0]

    def paragraphs(self, address: str | Address) -> list[Paragraph]:
        """The paragraphs at `speech#p12-p15`, or all of a speech."""
        return self._catalog.paragraphs(Address.parse(address) if isinstance(address, str) else address)

    def around(self, address: str, by: int = 1) -> list[Paragraph]:
        """A paragraph with up to `by` neighbours on each side, as context."""
        middle = self.paragraph(address)
        everything = self._catalog.paragraphs(Address(middle.speech))
        return everything[max(0, middle.number - 1 - by) : middle.number + by]

    def speech(self, speech: str) -> Speech:
        """A speech with its text and metadata; raises NotFound."""
        return self._catalog.speech(Address.parse(speech).speech)

    def speeches(self, filters: Filters = Filters()) -> Iterator[Speech]:
        """The speeches that the filters leave, by date."""
        return self._catalog.speeches(filters)

    def files(self) -> dict[Path, list[str]]:
        """Every file that speeches came from, with the ids of those that are here."""
        return self._catalog.sources()

    def people(self) -> tuple[Person, ...]:
        """The persons who speak in this archive, with all their names and the offices they held."""
        return self._catalog.people()

    def kin(self, speech: str) -> tuple[Kin, ...]:
        """The speeches that are the same as this one: near-duplicates, excerpts, translations."""
        return self._catalog.kin(Address.parse(speech).speech)

    def offices(self) -> list[Office]:
        """Who speaks in this archive, in what role and for what country."""
        return self._catalog.offices()

    def facets(self) -> Facets:
        """The speakers, roles, countries, events, languages and years there are to filter by."""
        return self._catalog.facets()

    def counts(self) -> tuple[int, int, int]:
        """How many speeches, paragraphs and passages the archive holds."""
        return self._catalog.counts()

    def suggest(self, count: int = 4) -> tuple[str, ...]:
        """Questions that it answers by quotation, `count` at most, each about another speaker."""
        found: list[str] = []
        for questions in suggestions(self._catalog, self._lexical, 2 * count):
            asked = (one for one in questions if self.answerer.answer(self.understand(one)).status == "answered")
            found += [question for question in [next(asked, None)] if question]
            if len(found) == count:
                break
        return tuple(found)

    def warm(self) -> None:
        """Load the embedder and open the indexes, so that the first question need not wait for them."""
        self.search("warm", limit=1)
        self.quote_finder.warm()

    def prepare(self) -> None:
        """Embed a small archive's passages as questions are matched with them: 60 a second.

        Does nothing where there are more than 2,000: each question embeds those that it needs, and the last are kept.
        """
        self.retriever.prepare()

    def health(self) -> Health:
        """The catalog held against both indexes."""
        problem = ingest.mismatch(self._catalog, self.embedder)
        return ingest.health(self._catalog, self._dense, self._lexical, problem)

    # Parts, made when first needed

    @cached_property
    def _dense(self) -> DenseIndex:
        name = f"onrecord-{self._catalog.meta('archive')}"
        return DenseIndex(self.folder, url=self._settings.chroma_url, name=name, version=self._catalog.version)

    @cached_property
    def _lexical(self) -> LexicalIndex:
        return LexicalIndex(self.folder, version=self._catalog.version)

    def _whole_indexes(self) -> tuple[DenseIndex, LexicalIndex]:
        """Both indexes; raises IndexBroken where one of them has lost all it held."""
        for name, index in (("dense", self._dense), ("lexical", self._lexical)):
            if self.counts()[2] and not index.count():
                raise IndexBroken(f"the {name} index is empty, the archive is not; run: onrecord doctor --rebuild")
        return self._dense, self._lexical

    @cached_property
    def retriever(self) -> Retriever:
        """The hybrid search over both indexes; raises IndexBroken where one of them has lost all it held."""
        return Retriever(self._catalog, self._whole_indexes(), self.embedder, self.fitted.fusion)

    @cached_property
    def quote_finder(self) -> QuoteFinder:
        """What looks quotations up; it needs no embedder."""
        return QuoteFinder(self._catalog, self._lexical)

    @cached_property
    def _supporter(self) -> support.Supporter:
        named = self._settings.entailment
        entailment = support.CrossEncoderEntailment(named) if named else None
        names = self.quote_finder.names
        return support.Supporter(self._lexical, self.embedder, support.load(), names=names, entailment=entailment)

    @cached_property
    def weigher(self) -> Weigher:
        """What scores the sentences of the evidence."""
        return Weigher(self._catalog, self._lexical, self.fitted.sentences)

    @cached_property
    def answerer(self) -> ExtractiveAnswerer:
        """The answerer that needs no chat model."""
        return ExtractiveAnswerer(self._catalog, self.retriever, self.weigher, self.fitted)
