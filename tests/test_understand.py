import pytest

from rag.filters import Filters
from rag.people import people
from rag.schema import Facets, Office, Query
from rag.understand import Known
from rag.understand import understand as understand_known

OFFICES = [
    Office("Anton Rehn", "Minister of Foreign Affairs of Kestria", "Kestria", "2016-10-12", "2019-10-17"),
    Office("Livia Marosz", "Minister of Foreign Affairs of Kestria", "Kestria", "2020-10-15", "2023-10-12"),
    Office("Sofia Rehn", "Minister of Defence of Halvorn", "Halvorn", "2018-10-11", "2023-10-11"),
    Office("Teodor Calloway", "Prime Minister of Velmora", "Velmora", "2016-10-12", "2023-10-12"),
    Office("Padraig Sorley", "President of the Isles of Brannoch", "Isles of Brannoch", "2016-10-13", "2021-10-14"),
]
FACETS = Facets(
    events=("First Aurel Conference", "Second Aurel Conference"), years=tuple(str(year) for year in range(2016, 2024))
)


def understand(text: str, filters: Filters, offices: list[Office], facets: Facets = Facets()) -> Query:
    return understand_known(text, filters, Known(offices, facets, people(offices)))


def ask(text: str, filters: Filters = Filters()) -> Query:
    return understand(text, filters, OFFICES, FACETS)


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did Marosz say about the hotline?", ("Livia Marosz",)),
        ("what did livia marosz say about gas", ("Livia Marosz",)),
        ("Did Prime Minister Calloway ever mention pilots?", ("Teodor Calloway",)),
        ("According to Sorley, how many cables were cut?", ("Padraig Sorley",)),
        ("Calloway's view on tolls", ("Teodor Calloway",)),
        ("What did Sofia Rehn say about ice?", ("Sofia Rehn",)),
        ("What did Rehn of Halvorn say about ice?", ("Sofia Rehn",)),
        ("What did the defence minister Rehn say of Halvorn's ice?", ("Sofia Rehn",)),
        ("Did Marosz and Calloway say the same of tolls?", ("Livia Marosz", "Teodor Calloway")),
    ],
)
def test_who_is_asked_about_becomes_a_filter(question: str, speakers: tuple[str, ...]) -> None:
    query = ask(question)
    assert query.filters == Filters(speaker=speakers)
    assert query.unknown_speakers == ()


def test_a_shared_surname_stays_open() -> None:
    query = ask("What did Rehn say about ice?")
    assert query.filters == Filters()
    assert query.boosts == (Filters(speaker=("Anton Rehn", "Sofia Rehn")),)


def test_a_name_that_may_be_the_topic_is_a_boost() -> None:
    query = ask("How was Calloway received in Draven?")
    assert query.filters == Filters()
    assert query.boosts == (Filters(speaker=("Teodor Calloway",)),)


def test_the_one_spoken_about_is_not_the_one_who_speaks() -> None:
    query = ask("What did Marosz say about Calloway?")
    assert query.filters == Filters(speaker=("Livia Marosz",))
    assert query.boosts == ()


@pytest.mark.parametrize("question", ["Who said that Calloway was wrong?", "Which minister quoted Calloway?"])
def test_a_question_for_the_speaker_is_not_narrowed_to_names_in_it(question: str) -> None:
    query = ask(question)
    assert (query.filters, query.boosts) == (Filters(), ())


def test_an_office_is_found_by_its_country() -> None:
    for question in (
        "What did the Kestrian foreign minister say?",
        "What did Kestria's minister of foreign affairs say?",
    ):
        assert ask(question).filters == Filters(role=("Minister of Foreign Affairs of Kestria",))
    assert ask("What did the foreign minister say?").filters == Filters()
    assert ask("What did the defense minister of Halvorn say?").filters.role == ("Minister of Defence of Halvorn",)


def test_a_label_that_names_an_office_alone_is_nobodys_surname() -> None:
    chairs = [Office(name, None, None, "2016-10-12", "2016-10-12") for name in ("The President", "El president")]
    query = understand("What did the President of Brannoch say of cables?", Filters(), [*chairs, *OFFICES], FACETS)
    assert query.filters == Filters(role=("President of the Isles of Brannoch",))
    assert not understand("What did President Olsen say of cables?", Filters(), [*chairs, *OFFICES], FACETS).filters


def test_a_country_alone_is_a_boost() -> None:
    query = ask("Why did Halvorn ratify last?")
    assert (query.filters, query.boosts) == (Filters(), (Filters(country=("Halvorn",)),))
    assert ask("What about the Brannoch cables?").boosts == (Filters(country=("Isles of Brannoch",)),)


@pytest.mark.parametrize(
    "question",
    [
        "What is in Calloway's 2018 address?",
        "In 2018, what did he say?",
        "the opening speech of 2018",
        "His speech at the conference in 2018",
    ],
)
def test_a_year_of_speaking_is_a_filter(question: str) -> None:
    assert (ask(question).filters.since, ask(question).filters.until) == ("2018", "2018")


def test_any_other_year_is_a_boost() -> None:
    query = ask("How many ships waited in May 2019, and in 2020?")
    assert query.filters == Filters()
    assert query.boosts == (Filters(since="2019", until="2019"), Filters(since="2020", until="2020"))


def test_what_is_asked_of_now_prefers_the_latest_year() -> None:
    assert ask("How much is the toll now?").boosts == (Filters(since="2023"),)
    assert ask("How much was the toll in 2016, and is it still so?").boosts == (Filters(since="2016", until="2016"),)


def test_a_stranger_with_a_known_surname_narrows_nothing() -> None:
    query = ask("What did Maria Calloway say about pilots?")
    assert (query.filters, query.boosts) == (Filters(), ())


def test_a_year_of_no_speech_may_be_the_topics() -> None:
    query = ask("What did Calloway say about the 1955 Geneva conference?")
    assert query.filters == Filters(speaker=("Teodor Calloway",))
    assert query.boosts == (Filters(since="1955", until="1955"),)
    assert ask("What did he say in his 1955 address?").filters.since == "1955"
    assert ask("In 2050, what will the toll be?").filters == Filters()


@pytest.mark.parametrize(
    ("country", "named", "other"),
    [
        ("Austria", "the Austrian minister", "the foreign minister of Australia"),
        ("Niger", "Niger and its neighbours", "the president of Nigeria"),
        ("United States", "the United States", "the state of the station"),
        ("Canada", "Canadian wheat", "the canal"),
        ("India", "Indian ships", "an individual view"),
        ("Germany", "German trains", "a germ of truth"),
        ("Sahrun", "Sahruni gas", "the Sahara"),
    ],
)
def test_countries_are_told_by_name_and_adjective_and_by_nothing_that_begins_alike(
    country: str, named: str, other: str
) -> None:
    offices = [Office("Ada Lund", f"Minister of Foreign Affairs of {country}", country, None, None)]
    assert understand(f"What about {named}?", Filters(), offices).boosts == (Filters(country=(country,)),)
    assert understand(f"What about {other}?", Filters(), offices).boosts == ()


def test_common_words_in_small_letters_are_no_names() -> None:
    offices = [Office("Theresa May", None, None, None, None), Office("George Bush", None, None, None, None)]
    assert understand("how may ships change course", Filters(), offices).filters == Filters()
    assert understand("what did bush say", Filters(), offices).filters == Filters(speaker=("George Bush",))


def test_long_questions_are_understood_in_no_time() -> None:
    text = "Minister of Foreign Affairs says " * 200
    assert understand(text, Filters(), OFFICES).text == text


def test_an_event_named_in_full_is_a_filter() -> None:
    assert ask("Who opened the Second Aurel Conference?").filters.event == ("Second Aurel Conference",)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Boris Trent say about mines?", ("Boris Trent",)),
        ("Did President Okello mention gas?", ("President Okello",)),
        ("According to Mira Stahl, who won?", ("Mira Stahl",)),
        ("What did the United Provinces propose?", ()),
        ("What did Anton Vogel say?", ("Anton Vogel",)),
        ("What did Teodor Callaway say?", ()),
        ("What did Maria Calloway say about pilots?", ("Maria Calloway",)),
        ("What did Prime Minister Teodor Calloway say?", ()),
        ("Did Kestrian Minister Livia Marosz say so?", ()),
        ("What is Hollin Dam?", ()),
        ("Did Climate Change come up?", ()),
        ("Did Brannoch Isles say so?", ()),
    ],
)
def test_persons_who_are_no_speakers_are_noticed(question: str, names: tuple[str, ...]) -> None:
    assert ask(question).unknown_speakers == names


@pytest.mark.parametrize(
    ("question", "offices"),
    [
        ("How did the President of Velmora explain the toll?", ("the President of Velmora",)),
        ("What did Halvorn's Minister of Fisheries say about cod?", ("Halvorn Minister of Fisheries",)),
        ("What did the finance minister of Kestria ever promise?", ("finance minister of Kestria",)),
        ("Did the Kestrian foreign minister say so?", ()),
        ("What did the minister of defence of Halvorn say?", ()),
        ("What did the new prime minister announce?", ()),
        ("What did Prime Minister Calloway say?", ()),
        ("Why does the minister matter?", ()),
    ],
)
def test_offices_that_nobody_held_are_noticed(question: str, offices: tuple[str, ...]) -> None:
    assert ask(question).unknown_speakers == offices


def test_the_users_own_filters_are_never_overruled() -> None:
    own = Filters(speaker=("Sorley",), since="2020")
    query = ask("What did Marosz say in her 2018 speech?", own)
    assert (query.filters, query.boosts) == (own, ())


def test_a_slip_in_a_name_is_a_boost() -> None:
    query = ask("What did Maros say about Hollin?")
    assert (query.filters, query.boosts) == (Filters(), (Filters(speaker=("Livia Marosz",)),))
    assert ask("What did Morris say?").boosts == ()


def test_an_archive_without_speakers_is_no_error() -> None:
    assert understand("What did Ada say?", Filters(), []) == Query("What did Ada say?")


UN = [
    Office("Ada Lund", "President", "Norland", None, None),
    Office("General Ada Lund", "President", "Republic of Norland", None, None),
    Office("Omar el Sabri", "Prime Minister", "Kestria", None, None),
    Office("Omar Al Sabri", "Prime minister", "Kestria", None, None),
    Office("Ines Duarte Ferro", "President", "Velmora", None, None),
    Office("Pia Long", "Federal Minister for Foreign Affairs", "Federal Republic of Halvorn", None, None),
    Office("Rolf Unger", "Minister for Foreign Affairs", "Halvorn", None, None),
]


def test_an_office_is_that_of_the_country_that_stands_next_to_it() -> None:
    found = understand("What did Norland's president want of Velmora?", Filters(), UN).filters
    assert found == Filters(role=("President",), country=("Norland", "Republic of Norland"))
    assert (
        understand(
            "Of Velmora what was asked, in all the years since the dam broke, by a president?", Filters(), UN
        ).filters.role
        == ()
    )


def test_an_office_is_found_in_all_the_ways_it_is_written() -> None:
    found = understand("the halvornian foreign minister on grain", Filters(), UN).filters
    assert found.role == ("Federal Minister for Foreign Affairs", "Minister for Foreign Affairs")
    assert understand("What did Kestria's PM say?", Filters(), UN).filters.role == ("Prime Minister", "Prime minister")


def test_one_person_may_be_written_in_several_ways() -> None:
    found = understand("What did President Lund say about salt?", Filters(), UN).filters
    assert found.speaker == ("Ada Lund", "General Ada Lund")
    assert len(understand("What did el-Sabri say about salt?", Filters(), UN).filters.speaker) == 2


def test_a_name_within_a_name_is_enough() -> None:
    assert understand("What did Duarte say about salt?", Filters(), UN).filters.speaker == ("Ines Duarte Ferro",)


def test_two_who_are_asked_about_together_both_speak() -> None:
    found = understand("Compare what el-Sabri and Duarte said about the dam", Filters(), UN).filters
    assert set(found.speaker) == {"Omar el Sabri", "Omar Al Sabri", "Ines Duarte Ferro"}


def test_a_surname_that_is_a_word_is_no_name_in_small_letters() -> None:
    query = understand("what happens if the drought goes on as long again", Filters(), UN)
    assert query.boosts == ()


PRESIDENTS = [
    Office("Ada Lund", "President", "Norland", "2010-09-20", "2014-09-22"),
    Office("Mr. Ada B. Lund", "President", "Norland", "2015-09-21", "2015-09-21"),
    Office("Erik Strand", "President", "Norland", "2016-09-20", "2018-09-24"),
    Office("Olof Strand", "Minister for Foreign Affairs", "Norland", "1990-09-20", "1993-09-24"),
    Office("Maria Brandt", "Minister for Foreign Affairs", "Norland", "2012-09-20", "2016-09-24"),
]


@pytest.mark.parametrize("question", ["What did Lund say about ice?", "What did President Lund say of the ports?"])
def test_one_person_under_several_spellings_is_one(question: str) -> None:
    assert understand(question, Filters(), PRESIDENTS).filters == Filters(speaker=("Ada Lund", "Mr. Ada B. Lund"))


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did the president of Norland say about ice in 2012?", "Ada B. Lund"),
        ("What did Norland's president say in his 2017 address?", "Erik Strand"),
        ("the Norland foreign minister in 2014 on ports", "Maria Brandt"),
    ],
)
def test_an_office_resolves_by_date(question: str, speaker: str) -> None:
    assert understand(question, Filters(), PRESIDENTS).filters.speaker == (speaker,)
    assert not understand(question, Filters(), PRESIDENTS).filters.role


def test_an_office_whose_holder_the_archive_cannot_tell_stays_an_office() -> None:
    told = understand("What did the president of Norland say about ice in 2030?", Filters(), PRESIDENTS)
    assert (told.filters.role, told.filters.speaker) == (("President",), ())
    no_date = understand("What did the president of Norland say about ice?", Filters(), PRESIDENTS)
    assert no_date.filters.role == ("President",)


def test_the_users_own_period_resolves_an_office_too() -> None:
    mine = Filters(since="2012-01", until="2013-06")
    assert understand("What did the president of Norland say about ice?", mine, PRESIDENTS).filters == Filters(
        speaker=("Ada B. Lund",), since="2012-01", until="2013-06"
    )


def test_of_two_with_one_surname_the_one_who_spoke_then_is_meant() -> None:
    assert understand("What did Strand say about ice in 2017?", Filters(), PRESIDENTS).filters.speaker == (
        "Erik Strand",
    )
    assert understand("What did Strand say about ice in 1992?", Filters(), PRESIDENTS).filters.speaker == (
        "Olof Strand",
    )
    assert understand("What did Strand say about ice?", Filters(), PRESIDENTS).filters.speaker == ()


def test_a_country_of_two_words_is_part_of_its_office() -> None:
    kingdom = [Office("Ada Lund", "Prime Minister", "United Kingdom", "2015-09-20", "2017-09-22")]
    assert (
        understand("What did the prime minister of the United Kingdom say?", Filters(), kingdom).unknown_speakers == ()
    )
    states = [Office("Ada Lund", "President", "United States", "2015-09-20", "2017-09-22")]
    query = understand("What did the president of the United States say?", Filters(), states)
    assert (query.filters.role, query.unknown_speakers) == (("President",), ())


def test_a_strangers_title_is_no_office_of_a_country_named_later() -> None:
    query = understand("What did President Bergstrom say about Norland in 2012?", Filters(), PRESIDENTS)
    assert query.unknown_speakers == ("President Bergstrom",)
    assert not query.filters


@pytest.mark.parametrize(
    ("question", "topic", "speakers"),
    [
        ("What did Marosz say about the hotline in 2020?", "the hotline", ("Livia Marosz",)),
        ("did sorley ever talk about the stars?", "the stars", ("Padraig Sorley",)),
        ("Has Sofia Rehn spoken of sabotage?", "sabotage", ("Sofia Rehn",)),
        ("How does Marosz see the toll?", "the toll", ("Livia Marosz",)),
        ("Calloway's position on small ships", "small ships", ("Teodor Calloway",)),
        ("what is marosz's view of gas", "gas", ("Livia Marosz",)),
        ("Calloway on ice", "ice", ("Teodor Calloway",)),
        ("According to Sorley, what about the walls?", "the walls", ("Padraig Sorley",)),
        ("Did Calloway say anything about rats?", "rats", ("Teodor Calloway",)),
        ("what has been said about wheat", "wheat", ()),
        ("Who mentioned the dam?", "the dam", ()),
        ("What did Marosz tell the conference about the wells in 2019?", "the wells", ("Livia Marosz",)),
        ("What has Calloway told us about gas?", "gas", ("Teodor Calloway",)),
        ("What did Calloway say in 2020 about gas?", "gas", ("Teodor Calloway",)),
        ("What did Calloway say on 12 October 2022 about gas?", "gas", ("Teodor Calloway",)),
        ("In 2020, what did Calloway say about gas?", "gas", ("Teodor Calloway",)),
        ("what did calloway say about gas between 2018 and 2020", "gas", ("Teodor Calloway",)),
        ("anything said about barley?", "barley", ()),
        ("Has anything been said about barley in 2020?", "barley", ()),
        ("What do the speeches say about crabs?", "crabs", ()),
        ("Did anyone ever mention crabs?", "crabs", ()),
        ("Which ministers talked about spies?", "spies", ()),
        ("anton rehn, weapons exports", "weapons exports", ("Anton Rehn",)),
        ("Calloway: the toll", "the toll", ("Teodor Calloway",)),
    ],
)
def test_a_question_for_whatever_was_said_has_its_topic(question: str, topic: str, speakers: tuple[str, ...]) -> None:
    query = ask(question)
    assert query.topic == topic
    assert query.filters.speaker == speakers


@pytest.mark.parametrize(
    "question",
    [
        "How many cables did Sorley say were cut?",
        "Who signed the accord on the strait?",
        "toll on small ships",
        "What did Garrick Lowe say about the pipeline?",
        "What did Rehn say about ice?",
        "What did Maros say about Hollin?",
        "When did Calloway speak?",
        "Calloway, how many pilots are there?",
        "Calloway, Rehn, the toll",
        "Hello, the toll",
        "Did the harbour mention of it last?",
        "",
    ],
)
def test_other_questions_have_none_nor_has_one_about_somebody_unknown(question: str) -> None:
    assert ask(question).topic is None


HEADS = [Office("Ada Lund", None, None, "2015-09-20", "2017-09-22")]
"""Of an archive that tells nobody's office."""


@pytest.mark.parametrize("whom", ["any president", "no president", "the president", "which president", "president"])
def test_an_office_that_may_be_anyones_is_not_unknown(whom: str) -> None:
    assert understand(f"Did {whom} say that it rains?", Filters(), HEADS).unknown_speakers == ()
    assert understand("Did the president of Sark say that it rains?", Filters(), HEADS).unknown_speakers
