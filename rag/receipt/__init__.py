"""Receipts: an answer as JSON, to be kept, and held against the archive again at any later day.

`record` is what one holds and its JSON, `issue` makes one of an answer, `check` tells what became of its citations.
"""

from rag.receipt.check import Check, Find, Outcome, Verification, verify
from rag.receipt.issue import issue
from rag.receipt.record import MadeWith, Receipt, parse, read

__all__ = ["Check", "Find", "MadeWith", "Outcome", "Receipt", "Verification", "issue", "parse", "read", "verify"]
