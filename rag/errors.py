"""Every error that onrecord raises on purpose.

    OnrecordError
    ├── BadInput            a file or an argument that cannot be used; says which and why
    │   ├── UnreadableFile      empty, binary, too large, not decodable
    │   ├── FetchError          a page or an archive that cannot be had from the network
    │   ├── BadFrontMatter      metadata that is not understood
    │   └── DuplicateSpeech     the same text or the same id is in the archive already
    ├── NotFound            a well-formed address of something that is not there
    ├── ArchiveError        the archive folder itself
    │   ├── ArchiveMissing      no archive in this folder
    │   ├── ArchiveBusy         another process is writing to it
    │   ├── IndexBroken         an index whose files cannot be read
    │   └── FingerprintMismatch built with another embedder, splitter or schema
    ├── ModelError          weights that are missing or not the published ones
    │   └── ProgramEnds         nothing more is embedded, since the program is ending
    └── ModelUnavailable    a chat model whose package, key or server is missing

The command line prints the message as its one line on stderr; so each message says what to do.
"""


class OnrecordError(Exception):
    """Root of the tree; `str(error)` is one line fit for a user."""


class BadInput(OnrecordError):
    """A file or an argument that cannot be used."""


class UnreadableFile(BadInput):
    """A file whose bytes are not usable text."""


class FetchError(BadInput):
    """A page or an archive that the network does not give, or that is not fetched from there."""


class BadFrontMatter(BadInput):
    """Metadata at the head of a file that is not understood."""


class DuplicateSpeech(BadInput):
    """A speech whose text or id is in the archive already, from another file."""


class NotFound(OnrecordError):
    """An address of something that the archive does not hold."""


class ArchiveError(OnrecordError):
    """The archive folder cannot be used as it is."""


class ArchiveMissing(ArchiveError):
    """There is no archive in the folder."""


class ArchiveBusy(ArchiveError):
    """Another process holds the writer's lock."""


class IndexBroken(ArchiveError):
    """An index cannot be opened; it can be made anew from the catalog."""


class FingerprintMismatch(ArchiveError):
    """The archive was built with other parts than those now configured."""


class ModelError(OnrecordError):
    """Weights that are missing, or not the ones that were published."""


class ProgramEnds(ModelError):
    """The embedder takes no more texts, since the program is ending."""


class ModelUnavailable(OnrecordError):
    """A chat model that cannot be asked: its package, its key or its server is missing."""
