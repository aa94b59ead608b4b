"""An archive's speakers, of whom two share a surname."""

import pytest

from rag.archive import Archive
from rag.people import people
from rag.understand import Known
from tests.fakes import SURE
from tests.test_understand import FACETS, OFFICES


@pytest.fixture(scope="session")
def known() -> Known:
    return Known(OFFICES, FACETS, people(OFFICES))


@pytest.fixture
def archive(archive: Archive) -> Archive:
    """The three speeches, with a rule that answers what is covered."""
    archive.fitted = SURE
    return archive
