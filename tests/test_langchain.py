from rag.archive import Archive
from rag.filters import Filters
from rag.langchain import ArchiveRetriever


def test_hits_come_as_documents_with_their_addresses(archive: Archive) -> None:
    retriever = ArchiveRetriever(archive=archive, filters=Filters(country=("Delta",)), limit=3)
    documents = retriever.invoke("the toll of the canal")
    assert documents
    for rank, document in enumerate(documents, start=1):
        found = document.metadata
        text = archive.speech("boris-2020").text
        assert text[found["start"] : found["end"]] == document.page_content
        assert (found["speaker"], found["country"], found["rank"]) == ("Boris Vane", "Delta", rank)
        assert archive.paragraphs(found["address"])
