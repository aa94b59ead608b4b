"""Honorifics: what stands before a name, words of offices and courtesy titles.

Those by which both the labels of a text and the names of speakers are read; each adds what it alone meets.
"""


def word_set(words: str) -> frozenset[str]:
    """The words as a set."""
    return frozenset(words.split())


OFFICES = word_set(
    "president presidente presidenta président présidente präsident präsidentin председатель"
    " vicepresident vicepresidente vicepresidenta vizepräsident vizepräsidentin"
    " prime premier first minister ministro ministra ministre chancellor secretary deputy vice under second"
    " ambassador attorney administrator commissioner director governor head mayor"
    " senator congressman congresswoman representative speaker chair chairman chairwoman chairperson"
    " spokesman spokeswoman spokesperson lady gentleman"
)
"""Words of which an office's title is made, in small letters and with their accents."""

MEN = word_set("mr sir lord herr señor sr signor")
"""Courtesy titles of a man."""

WOMEN = word_set("mrs ms miss mme dame lady frau señora sra")
"""Courtesy titles of a woman."""
