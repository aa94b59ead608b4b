"""Getting files from the network, when and only when the user asks for it: one page, or a known archive."""

from rag.fetch.download import Fetched, fetch
from rag.fetch.page import Page, keep, page
from rag.fetch.sources import SOURCES, Source, source

__all__ = ["SOURCES", "Fetched", "Page", "Source", "fetch", "keep", "page", "source"]
