"""The archive as a LangChain retriever, for use in chains of one's own."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.archive import Archive
from rag.filters import Filters
from rag.schema import Hit, Speech


class ArchiveRetriever(BaseRetriever):
    """Hits as `Document`s: the passage as text; address, span, score, speaker, role, event and date as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    archive: Archive
    filters: Filters = Filters()
    limit: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = self.archive.search(query, self.filters, limit=self.limit)
        return [_document(hit, self.archive.speech(hit.passage.speech)) for hit in hits]


def _document(hit: Hit, speech: Speech) -> Document:
    passage = hit.passage
    address = f"{passage.speech}#p{passage.first}" + (f"-p{passage.last}" if passage.last > passage.first else "")
    said = speech.said_by(passage.speaker)
    found: dict[str, Any] = {name: getattr(said, name) for name in ("role", "country", "event", "date", "source")}
    place = {"address": address, "start": passage.start, "end": passage.end}
    metadata = {**found, **place, "speaker": passage.speaker, "score": hit.score, "rank": hit.rank}
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
