"""Settings, read once from `ONRECORD_*` variables; only the archive and the layers above see them."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import BadInput

_FORMS = {"int_parsing": "must be a whole number such as 20000000", "bool_parsing": "must be true or false"}
"""What to write instead, by pydantic's name of the error."""


class Settings(BaseSettings):
    """What a user can choose; each field is also the environment variable `ONRECORD_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", frozen=True)

    archive: Path = Path(".onrecord")
    embedder: str = "all-MiniLM-L6-v2"
    """The bundled model, or any sentence-transformers model: a folder, or a name in the local model cache."""
    allow_download: bool = False
    """Let a model that is not on this machine be fetched from its hub."""
    chroma_url: str | None = None
    """`http://host:port` of a Chroma server; without it Chroma runs inside the process, in the archive folder."""
    model: str | None = None
    """The chat model that writes answers, `provider:model`; without it they are quotations."""
    model_url: str | None = None
    """Another address that speaks the model's protocol, for example of a server of one's own."""
    unsupported: Literal["quote", "drop", "mark"] = "quote"
    """What becomes of a model's sentence that its paragraphs do not bear out: the words that it comes nearest to stand
    in its place, it is left out, or it is shown as such."""
    entailment: str | None = None
    """A cross-encoder trained on natural language inference that must agree, too: a folder, or a name in the cache."""
    max_file_bytes: int = 20_000_000
    max_total_bytes: int = 2_000_000_000
    """What an archive file may unpack to."""
    max_entries: int = 100_000
    """Of an archive file."""
    max_ratio: int = 200
    """How many times its packed size an archive file may unpack to."""
    max_depth: int = 256
    """Of markup, elements within elements."""
    max_pages: int = 2_000
    max_seconds: float = 120
    """That reading one file may take."""
    encoding: str | None = None
    """What to read files as that are not UTF-8, for example `cp1252`; without it they fail, by name."""
    read_only: bool = False
    """The page shows nothing that writes: no upload, no removal, no rebuild, nothing kept of what is asked."""
    evals: Path = Path(".onrecord-evals")
    """Where the page looks for the runs of `onrecord eval`."""

    @classmethod
    def read(cls) -> "Settings":
        """The settings of this environment; raises BadInput that names each variable that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            wrong = (
                f"ONRECORD_{'.'.join(map(str, one['loc'])).upper()} {_FORMS.get(one['type'], one['msg'])}, "
                f"not {one['input']!r}"
                for one in error.errors()
            )
            raise BadInput("; ".join(wrong)) from error

    @cached_property
    def folder(self) -> Path:
        """The archive folder, absolute."""
        return self.archive.expanduser().resolve()
