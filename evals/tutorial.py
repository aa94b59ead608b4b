"""The pipeline that LangChain's tutorial builds, on the same speeches and with the same model.

Recursive splitter, 1,000 characters with 200 shared, one Chroma collection, the nearest chunks; no metadata.
https://docs.langchain.com/oss/python/langchain/rag
"""

import hashlib
from collections.abc import Iterator, Sequence

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from evals.gold import Gold, Place
from evals.systems import DEEPEST, Outcome, System
from rag import Archive, Paragraph
from rag.embed import Embedder
from rag.progress import Progress, quiet

CHARACTERS, SHARED = 1_000, 200
BATCH = 512


class _Embeddings(Embeddings):
    """Our embedder as LangChain wants it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


FOLDER = "tutorial"


def tutorial(archive: Archive, progress: Progress = quiet) -> System:
    """The pipeline over an archive's speeches; its chunks are kept beside the archive for the next time."""
    from langchain_chroma import Chroma

    chunks = list(_chunks(archive))
    store = Chroma(
        f"tutorial-{_digest(chunks)}",
        _Embeddings(archive.embedder),
        str(archive.folder / FOLDER),
        collection_metadata={"hnsw:space": "cosine"},
    )
    there = len(store.get(include=[])["ids"])
    for done in range(there, len(chunks), BATCH):
        progress(done, len(chunks), "chunks of the tutorial pipeline")
        part = chunks[done : done + BATCH]
        store.add_documents(part, ids=[str(number) for number in range(done, done + len(part))])
    paragraphs = {speech.id: archive.paragraphs(speech.id) for speech in archive.speeches()}

    def search(gold: Gold) -> Outcome:
        found = store.similarity_search(gold.asked, k=DEEPEST)
        return Outcome(gold, tuple(held(one, paragraphs[one.metadata["speech"]]) for one in found))

    return search


def _chunks(archive: Archive) -> Iterator[Document]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=SHARED, add_start_index=True)
    for speech in archive.speeches():
        yield from splitter.split_documents([Document(speech.text, metadata={"speech": speech.id})])


def _digest(chunks: Sequence[Document]) -> str:
    whole = hashlib.sha256()
    for one in chunks:
        whole.update(f"{one.metadata['speech']} {one.metadata['start_index']} {one.page_content}".encode())
    return whole.hexdigest()[:16]


def held(chunk: Document, paragraphs: Sequence[Paragraph]) -> tuple[Place, ...]:
    """The paragraphs that a chunk brings: those of which it has half, or that make up half of it."""
    start = chunk.metadata["start_index"]
    end = start + len(chunk.page_content)
    return tuple(
        (one.speech, one.number)
        for one in paragraphs
        if 2 * (min(one.end, end) - max(one.start, start)) >= min(one.end - one.start, end - start)
    )
