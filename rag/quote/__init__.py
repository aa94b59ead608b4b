"""Who said this, and did they? From a quotation to a verdict with its evidence.

    words ─ parse ─ places (lexical phrases, rare words) ─ align ─ changes ─ Finding

`parse` reads ellipses and brackets, `places` finds stretches of text that may hold the words, `align` lays the
quotation along each, `changes` names what differs, and `judge` says what that comes to.
"""

from rag.quote.find import QuoteFinder
from rag.quote.verdict import Change, ChangeKind, Edit, Finding, Match, Verdict

__all__ = ["Change", "ChangeKind", "Edit", "Finding", "Match", "QuoteFinder", "Verdict"]
