"""What speeches have to do with one another: who is one person in them, and which are the same speech."""

from collections import Counter

from rag import kin
from rag.catalog import Catalog
from rag.people import people
from rag.schema import Kin, Speech


def relate(catalog: Catalog, *, gone: bool = False) -> None:
    """Tell persons and kin of all speeches that came or changed, also before a run that was cut off.

    Where none did, and none are `gone`, there is nothing to do.
    """
    new = catalog.unsigned(kin.VERSION)
    if not new and not gone:
        return
    found = people(catalog.offices(yearly=True))
    catalog.set_people(found)
    bearers = Counter(name for person in found for name in person.names)
    called = {name: person.id for person in found for name in person.names if bearers[name] == 1}
    known = kin.Signatures(catalog.signatures() if new else ())
    for one in new:
        speech = catalog.speech(one)
        signature = kin.signature(speech.text)
        catalog.sign(one, kin.VERSION, signature, _same(speech, catalog, known, called))
        if signature:
            known.add(one, signature)


def _same(speech: Speech, catalog: Catalog, known: kin.Signatures, called: dict[str, str]) -> list[Kin]:
    near = kin.near_duplicates(speech, known, lambda other: catalog.speech(other).text)
    others = catalog.on_day(speech.date)
    parts = [*kin.excerpts(speech, others), *(part for one in others for part in kin.excerpts(one, [speech]))]
    translated = kin.translations(speech, others, lambda one: called.get(one.speaker or ""))
    # The surest is told last, since it takes the place of another.
    return [*parts, *translated, *near]
