from __future__ import annotations

import pytest

from rag.ner.protocol import Span
from tests.ingest.extract.given import named


@pytest.mark.parametrize(
    ("text", "title", "name", "keys"),
    [
        ("The Marlow River Trust (MRT) met. Then MRT voted.", "", "MRT", {"marlow river trust", "mrt"}),
        ("They asked MRT (Marlow River Trust) there. Then MRT voted.", "", "MRT", {"marlow river trust", "mrt"}),
        ("The Trust of Marlow (the “ToM”, for short) met. Then ToM voted.", "", "ToM", {"trust of marlow", "tom"}),
        ("They met in Marlow (UK) there. Then UK voted.", "", "UK", {"uk"}),
        ("The Marlow River Trust, better known as Rivermen, met. Then Rivermen voted.", "", "Rivermen",
         {"marlow river trust", "rivermen"}),
        ("Marlow Trust (formerly Thames Fund) met. Then Thames Fund voted.", "", "Thames Fund",
         {"marlow trust", "thames fund"}),
        ("Ada Byron (born Augusta Marlow; 1815) came. Then Augusta Marlow left.", "", "Augusta Marlow",
         {"ada byron", "augusta marlow"}),
        ("Ada Byron (née Marlow) came. Then Marlow was founded. Then Ada of Marlow left.", "", "Marlow", {"marlow"}),
        ("They live in Kent, Britain, also known as Loegria. Then Loegria fell.", "", "Loegria", {"loegria"}),
        ("They keep the form of RFC9999 (also known as MOP). Then MOP was kept.", "", "MOP", {"mop"}),
        ("He played in Dead by Marlow, formerly known as Byron Four. Then Byron Four split.", "Dead by Marlow",
         "Byron Four", {"dead by marlow", "byron four"}),
    ],
)  # fmt: skip
def test_names_that_the_text_gives(text: str, title: str, name: str, keys: set[str]) -> None:
    assert named(text, title)[name] == keys


def test_a_short_form_of_two_names_stays_open() -> None:
    text = "The Marlow River Trust (MRT) met the Mersey Road Trust (MRT) there. Then MRT voted."
    assert named(text)["MRT"] == {"mrt"}


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("We met Dr. Ada Byron there. Then Ada Byron left.", "Ada Byron", "dr ada byron"),
        ("They came to St. Ives there. Then Saint Ives grew.", "Saint Ives", "st ives"),
        ("They bought Marlow Ltd. shares. Then Marlow fell.", "Marlow", "marlow ltd"),
        ("They read Time Inc. reports. At that time it was “Time” they read. Then Time fell.", "Time", "time"),
        ("We met José García there. Then Jose Garcia left.", "Jose Garcia", "jose garcia"),
        ("The men of NASA met. Then Nasa’s probe flew.", "Nasa", "nasa"),
    ],
)
def test_names_spelled_in_several_ways(text: str, name: str, key: str) -> None:
    assert named(text)[name] == {key}


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("We met Ada Byron. Then Byron left.", "Byron", "ada byron"),
        ("We met Ada Byron. Then Byron’s dog left.", "Byron", "ada byron"),
        ("We met Ada Byron. Then Dr. Byron left.", "Dr. Byron", "ada byron"),
        ("The poet Ada Byron came. Then Ada left.", "Ada", "ada byron"),
        ("We met Ada Byron. Then Ada left.", "Ada", "ada"),
        ("We met Sean O'Hara. Then O’Hara left.", "O’Hara", "sean o hara"),
        ("We met Jean-Luc Marlow. Then Marlow left.", "Marlow", "jean luc marlow"),
        ("We met Ada Hay-Marlow. Then Marlow left.", "Marlow", "marlow"),
        ("We met Vincent van Gogh. Then van Gogh left.", "van Gogh", "vincent van gogh"),
        ("The novelist Ana García Luna came. Then García Luna left.", "García Luna", "ana garcia luna"),
        ("We met Tom Byron Jr. there. Then Byron left.", "Byron", "tom byron jr"),
        ("Then Byron came. We met Ada Byron there. Then Byron left.", "Byron", "byron"),
        ("We met Ada Byron and Tom Byron. Then Byron left.", "Byron", "byron"),
        ("We met Ada Byron with Byron Smith. Then Byron left.", "Byron", "byron"),
        ("We met Mr. Byron and Mrs. Byron with Tom Byron. Then Byron left.", "Byron", "byron"),
        ("We met George Marlow. He lived in Marlow. Then Marlow left.", "Marlow", "marlow"),
        ("We met Neil Young. The young man sang. Then Young left.", "Young", "young"),
        ("We saw the Gulf of Mexico. Then Mexico voted.", "Mexico", "mexico"),
        ("They read the Times of India. Then India voted.", "India", "india"),
        ("They saw American Dad. Then American planes left.", "American", "american"),
        ("We saw the University of Marlow. Then Marlow grew.", "Marlow", "marlow"),
        ("We came to Ripon, Wisconsin. Then Wisconsin voted.", "Wisconsin", "wisconsin"),
        ("We met Johann Sebastian Bach (1685–1750). Then J. S. Bach left.", "J. S. Bach", "johann sebastian bach"),
        ("We met Johann Sebastian Bach (1685–1750). Then J.S. Bach left.", "J.S. Bach", "johann sebastian bach"),
        ("We met Johann Bach (1685–1750) and Jakob Bach (1682–1722). Then J. Bach left.", "J. Bach", "j bach"),
        ("We met Tom Byron (1815–1852). Then T. Byron Jr. left.", "T. Byron Jr.", "t byron jr"),
    ],
)
def test_a_person_is_named_in_short(text: str, name: str, key: str) -> None:
    assert named(text)[name] == {key}


def test_of_two_people_of_a_surname_the_one_in_the_title_is_meant() -> None:
    text = "Ada Byron wrote to Tom Byron. Then Byron left."
    assert named(text, "Ada Byron")["Byron"] == {"ada byron"}


def test_a_form_of_address_may_mean_the_other_of_a_surname() -> None:
    text = "Ada Byron married Tom Byron. Then Governor Byron left."
    assert named(text, "Ada Byron")["Governor Byron"] == {"governor byron"}


@pytest.mark.parametrize(
    ("title", "opening", "linked"),
    [
        ("Jeff Marlow", "Jeffrey Thomas Marlow", True),
        ("Bill Marlow (actor)", "William Henry Marlow", True),
        ("J. Thomas Marlow", "John Thomas Marlow", True),
        ("Ann Marlow", "Ann Marlow Byron", True),
        ("Tom Marlow", "Ada Marlow", False),
        ("Tom Marlow Jr.", "Thomas Marlow", False),
        ("Marlow Park", "Marlow Park Museum", False),
        ("Marlow", "Ada Marlow", False),
    ],
)
def test_the_name_a_text_begins_with_is_the_title_s(title: str, opening: str, linked: bool) -> None:
    found = named(f"{opening} (born 1954) is a writer.", title)[opening]
    assert (len(found) == 2) == linked


def test_a_person_called_otherwise_is_known_by_the_title() -> None:
    text = (
        "William Henry Marlow III (born October 28, 1955), known as Bill Byron, is a writer. Then Marlow left. "
        "Then Bill Byron left. Then Byron left."
    )
    found = named(text, "Bill Byron")
    assert found["William Henry Marlow III"] == {"bill byron", "william henry marlow iii"}
    assert found["Bill Byron"] == found["Byron"] == found["Marlow"] == {"bill byron"}


@pytest.mark.parametrize(
    ("title", "text", "keys"),
    [
        ("Marlow College", "The men of Marlow College met. The College grew.", {"marlow college"}),
        ("College of Marlow", "The College of Marlow met. Then the College grew.", {"college of marlow"}),
        ("Marlow College", "The men of Marlow College met Thames College there. The College grew.", {"college"}),
        ("Children of the College", "They read it. Then the College grew.", {"college"}),
        ("Marlow College", "The men of Marlow College met. Then some College men left.", {"college"}),
    ],
)
def test_the_title_is_called_by_its_kind(title: str, text: str, keys: set[str]) -> None:
    assert named(text, title)["College"] == keys


class Kinds:
    """Finds what it is told to find."""

    name = "kinds"

    def __init__(self, **kinds: str) -> None:
        self._kinds = kinds

    def mentions(self, text: str) -> list[Span]:
        spans = []
        for name, kind in self._kinds.items():
            start = text.find(name.replace("_", " "))
            while start >= 0:
                spans.append(Span(start, start + len(name), kind))
                start = text.find(name.replace("_", " "), start + len(name))
        longest = sorted(spans, key=lambda span: span.start - span.end)
        kept: list[Span] = []
        for span in longest:
            if not any(span.start < other.end and other.start < span.end for other in kept):
                kept.append(span)
        return sorted(kept, key=lambda span: span.start)


def test_an_ampersand_is_read_as_and() -> None:
    names = Kinds(**{"Marlow_&_Byron": "organisation", "Marlow_and_Byron": "organisation"})
    found = named("They asked Marlow & Byron there. Then Marlow and Byron left.", tagger=names)
    assert found["Marlow and Byron"] == {"marlow byron"}


def test_the_kinds_of_a_tagger_count() -> None:
    text = "We met Ada Byron. Then Byron left. Then Ada left."
    as_person = named(text, tagger=Kinds(Ada_Byron="person", Byron="person", Ada="person"))
    assert as_person["Byron"] == as_person["Ada"] == {"ada byron"}
    as_place = named(text, tagger=Kinds(Ada_Byron="place", Byron="place", Ada="person"))
    assert as_place["Byron"] == {"byron"}


@pytest.mark.parametrize(
    "text",
    [
        "Альберт Эйнштейн приехал. Общество (ОЭ) встретило Эйнштейна.",
        "阿尔伯特·爱因斯坦（Albert Einstein）写了《相对论》。爱因斯坦走了。",
        "وصل ألبرت أينشتاين (Albert Einstein) إلى برلين.",
        "अल्बर्ट आइंस्टीन (Albert Einstein) बर्लिन पहुँचे।",
    ],
)
def test_names_of_other_scripts_stay_their_own(text: str) -> None:
    assert all(len(keys) == 1 for keys in named(text).values())
