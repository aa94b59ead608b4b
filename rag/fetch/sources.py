"""Archives of speeches that are known by name: where their publishers have them, and how their files are read.

Nothing here could be tried when it was written, without a network; so what each hash rests on is said beside it. A
hash that is not known is empty, never made up.
"""

from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import BadInput
from rag.load import LoadOptions, read_table
from rag.load.limits import Limits

PRESIDENTS = Path(__file__).with_name("presidents.csv")
"""Who gave which address and when, with an id; the files' names have a surname and a year, and some occur twice."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a publisher, what is known of it, and how it is read.

    `url` is empty where it can only be downloaded by hand, from `page`; `size` is in bytes; of what the file holds,
    only names that fit `only` are speeches, where that is given. `table` is metadata of ours; where the publisher has
    them, in a file of their own, that is `beside`, and `key` makes the names of the speeches' files of its columns.
    """

    name: str
    title: str
    licence: str
    page: str
    file: str
    url: str = ""
    size: int | None = None
    sha256: str = ""
    md5: str = ""
    only: str | None = None
    pattern: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    table: Path | None = None
    beside: "Source | None" = None
    key: str | None = None

    def options(self, limits: Limits = Limits(), beside: Path | None = None) -> LoadOptions:
        """How the ingest reads it, and what was fetched `beside` it."""
        path = beside or self.table
        table = read_table(path, self.columns, self.key) if path else None
        return LoadOptions(self.pattern, self.fields, table=table, columns=self.columns, only=self.only, limits=limits)


# A commit, since the branch that it is from changes. Sizes and MD5 are those of `index.xml` at that commit.
_NLTK = "https://raw.githubusercontent.com/nltk/nltk_data/5db857e6f7df11eabb5e5665836db9ec8df07e28/packages/corpora"

_US = {"role": "President of the United States", "country": "United States", "language": "en"}

_UNGDC = "https://doi.org/10.7910/DVN/0TJX8Y"

_PARLAMINT = "https://www.clarin.si/repository/xmlui"

_PARLIAMENTS = {
    "AT": "Austria", "BA": "Bosnia and Herzegovina", "BE": "Belgium", "BG": "Bulgaria", "CZ": "Czechia",
    "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "ES-CT": "Catalonia", "ES-GA": "Galicia",
    "ES-PV": "Basque Country", "FI": "Finland", "FR": "France", "GB": "United Kingdom", "GR": "Greece",
    "HR": "Croatia", "HU": "Hungary", "IS": "Iceland", "IT": "Italy", "LV": "Latvia", "NL": "Netherlands",
    "NO": "Norway", "PL": "Poland", "PT": "Portugal", "RS": "Serbia", "SE": "Sweden", "SI": "Slovenia",
    "TR": "Turkey", "UA": "Ukraine",
}  # fmt: skip

# As CLARIN.SI lists them; told by others who downloaded these two, as the SHA-256 of the first is.
_PARLAMINT_MD5 = {"ES": "2ba1216f3fcf1300ee74f50efe42ec6a", "HR": "b852098ae5c2561aef1de43f44e09a77"}
_PARLAMINT_SHA256 = {"ES": "b101c066a7770c80fcd835cc39282f29acd32883887306017cbd454c4d6eef68"}


def _parlamint(code: str, country: str) -> Source:
    file = f"ParlaMint-{code}.tgz"
    return Source(
        name=f"parlamint-{code.lower()}",
        title=f"ParlaMint 5.0: the parliament of {country}",
        licence="CC BY 4.0",
        page=f"{_PARLAMINT}/handle/11356/2004",
        file=file,
        url=f"{_PARLAMINT}/bitstream/handle/11356/2004/{file}",
        md5=_PARLAMINT_MD5.get(code, ""),
        sha256=_PARLAMINT_SHA256.get(code, ""),
        # The same sittings lie there as plain text too, without their speakers.
        only="*.xml",
        fields={"country": country},
    )


_ALL = (
    Source(
        name="us-inaugural",
        title="Inaugural addresses of the presidents of the United States, 1789-2021",
        licence="public domain",
        page="https://github.com/nltk/nltk_data/tree/gh-pages/packages/corpora",
        file="inaugural.zip",
        url=f"{_NLTK}/inaugural.zip",
        size=346_476,
        md5="4e01cc9505ed7f9d04a330e67fb45509",
        fields=_US | {"event": "Inaugural Address"},
        table=PRESIDENTS,
    ),
    Source(
        name="us-state-of-the-union",
        title="State of the Union and other addresses of US presidents to Congress, 1945-2006",
        licence="public domain",
        page="https://github.com/nltk/nltk_data/tree/gh-pages/packages/corpora",
        file="state_union.zip",
        url=f"{_NLTK}/state_union.zip",
        size=808_757,
        md5="044f2d20c592b17a26ac0102111833c9",
        # Told by others who held their download against this MD5.
        sha256="366c1dc82b2abf896f42b2ec50ba802a0141a29f75d29ca48a7a243ce5bfbe8d",
        fields=_US,
        table=PRESIDENTS,
    ),
    Source(
        name="un-general-debate",
        title="United Nations General Debate, 1946-2025 (version 14)",
        licence="CC0 1.0",
        page=_UNGDC,
        file="UNGDC_1946-2025.tar.gz",
        size=71_280_312,
        # Size and MD5 as Harvard Dataverse gives them, the SHA-256 as found by one who held the file against both.
        md5="81bdd06086d9e7c4e67026acb7325df3",
        sha256="55077dccf7242cdf544aa95c4797c68e443b0c37344c9c112a2e2392ddfcf8e5",
        # The year, and a country for files without a row; `event` reads the session, which the field below replaces.
        pattern="{country}_{event}_{year}",
        fields={"event": "United Nations General Debate", "language": "en"},
        columns={
            "speaker": "Name of Person Speaking",
            "role": "Post",
            "country": "Country",
            "date": "",  # the file's name tells it
            "language": "",  # what was spoken, where the publisher tells it; the text is English
        },
        beside=Source(
            name="un-general-debate-speakers",
            title="Speakers of the United Nations General Debate",
            licence="CC0 1.0",
            page=_UNGDC,
            # Neither its size nor a hash of it is told anywhere; its columns are as others read them.
            file="Speakers_by_session.xlsx",
        ),
        key="{ISO Code}_{Session}_{Year}",
    ),
    *(_parlamint(code, country) for code, country in _PARLIAMENTS.items()),
)

SOURCES = {one.name: one for one in _ALL}
"""By name, as they are listed."""


def source(name: str) -> Source:
    """The archive of that name; raises BadInput where none is known."""
    if name not in SOURCES:
        raise BadInput(f"no archive is known as {name!r}; `onrecord fetch` lists those that are")
    return SOURCES[name]
