from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.foreign.answer import ForeignAnswer, answer_foreign
from rag.answer.extractive.foreign.question import read_foreign_question

SURE = 0.85
LEASE = (
    "Die Grundmiete beträgt monatlich 890,00 EUR. Der Mieter leistet eine Kaution von 2.670 Euro. "
    "Die Frist für die Kündigung beträgt drei Monate. Das Mietverhältnis beginnt am 1. April 2024. "
    "Dem Mieter werden zwei Haustürschlüssel übergeben. "
    "Kleinreparaturen bis 100 Euro trägt der Mieter, höchstens jedoch 250 Euro im Jahr. "
    "Die Wohnfläche beträgt 78 m². Die Hausverwaltung leitet Frau Meral Aydin. "
    "Die Heizung wird alle zwei Jahre gewartet."
)
CLUB = (
    "Der Jahresbeitrag beträgt 96 Euro, für Ehepaare 150 Euro. Der ermäßigte Eintritt kostet 5 Euro. "
    "Für Wertsachen ist die Haftung auf 20 Prozent der Summe begrenzt. Die Summe beträgt 4,2 Millionen Euro. "
    "Über die Aufnahme entscheidet der Vorstand. Der Verein hat seinen Sitz in Marburg. "
    "Das Büro ist montags bis donnerstags von 7 bis 17 Uhr und freitags von 7 bis 15 Uhr geöffnet. "
    "Das Fest findet vom 14. bis 16. Juni 2025 statt. Auskunft gibt der Kassenwart unter 0761 448812. "
    "Die Rückgabe erfolgt sechs Wochen nach dem Auszug."
)


def answer(question: str, *texts: str, title: str = "") -> ForeignAnswer:
    read = read_foreign_question(question)
    assert read is not None
    return answer_foreign(read, "", [Passage(f"p{n}", "d", text, 0, title=title) for n, text in enumerate(texts)])


def short(question: str, *texts: str, title: str = "") -> str:
    found = answer(question, *texts, title=title).short
    return found.text if found and found.chance >= SURE else ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wie hoch ist die Kaution?", "2.670 Euro"),
        ("Wie hoch ist die Grundmiete?", "890,00 EUR"),
        ("Wie lang ist die Kündigungsfrist?", "drei Monate"),
        ("Wann beginnt das Mietverhältnis?", "1. April 2024"),
        ("Wie viele Haustürschlüssel bekomme ich?", "zwei Haustürschlüssel"),
        ("Bis zu welchem Betrag trägt der Mieter Kleinreparaturen?", "bis 100 Euro"),
        ("Wie groß ist die Wohnfläche?", "78 m²"),
        ("Wer leitet die Hausverwaltung?", "Frau Meral Aydin"),
        ("Wie oft wird die Heizung gewartet?", "alle zwei Jahre"),
        ("Wie hoch ist die Provision?", ""),
    ],
)
def test_values_of_a_lease(question: str, expected: str) -> None:
    assert short(question, LEASE) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wie hoch ist der Jahresbeitrag?", "96 Euro"),
        ("Wie hoch ist der Jahresbeitrag für Ehepaare?", "150 Euro"),
        ("Was kostet der Eintritt?", ""),
        ("Was kostet der ermäßigte Eintritt?", "5 Euro"),
        ("Wie hoch ist die Haftung?", ""),
        ("Wie hoch ist die Summe?", "4,2 Millionen Euro"),
        ("Wer entscheidet über die Aufnahme?", "der Vorstand"),
        ("Wo hat der Verein seinen Sitz?", "Marburg"),
        ("Wann ist das Büro freitags geöffnet?", "freitags von 7 bis 15 Uhr"),
        ("Wann findet das Fest statt?", "vom 14. bis 16. Juni 2025"),
        ("Wie ist die Telefonnummer des Kassenwarts?", "0761 448812"),
        ("Wann erfolgt die Rückgabe?", "sechs Wochen nach dem Auszug"),
    ],
)
def test_values_of_a_club(question: str, expected: str) -> None:
    assert short(question, CLUB) == expected


def test_different_values_give_none() -> None:
    assert short("Wie hoch ist die Gebühr?", "Die Gebühr beträgt 5 Euro.", "Die Gebühr beträgt 8 Euro.") == ""
    assert short("Wie hoch ist die Miete?", "Die Grundmiete beträgt 5 Euro. Die Garagenmiete beträgt 8 Euro.") == ""


def test_another_parts_value_is_not_taken() -> None:
    text = "Der Vermieter zahlt 40 Euro. Die Unkosten des Wirts betragen 7 Euro."
    assert short("Was zahlt der Mieter?", text) == ""
    assert short("Wie hoch sind die Kosten?", text) == ""


def test_what_a_compound_begins_with_may_stand_in_the_title() -> None:
    assert short("Wie hoch ist die Mietkaution?", "Die Kaution beträgt 9 Euro.", title="Mietvertrag") == "9 Euro"


def test_a_role_in_brackets_is_that_of_the_name_before_it() -> None:
    text = "zwischen Frau Ina Holm, Kiel (Vermieterin) und Herrn Jan Peters (Mieter)"
    assert short("Wer ist die Vermieterin?", text) == "Frau Ina Holm"
    assert short("Wer ist der Mieter?", text) == "Herrn Jan Peters"


def test_who_acts_is_given_only_where_nobody_else_is_named() -> None:
    assert short("Wer führte die Gäste an?", "Konrad Short führte das Team der Gäste an.") == ""
    assert short("Wer führte die Gäste an?", "Die Leiterin führte die Gäste an.") == "Die Leiterin"


ROWS = "Leistung | Dauer | Preis\nSchnitt Damen | 45 Minuten | 48,00 €\nSchnitt Herren | 30 Minuten | 29,00 €"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was kostet ein Schnitt für Herren?", "29,00 €"),
        ("Wie lange dauert ein Schnitt für Damen?", "45 Minuten"),
        ("Was kostet ein Schnitt?", ""),
    ],
)
def test_values_of_a_table(question: str, expected: str) -> None:
    assert short(question, ROWS) == expected


def test_the_value_of_a_field() -> None:
    assert short("Wie schwer ist das Gerät?", "Breite | 30 cm\nGewicht | 7,4 kg", title="Gerät Nova") == "7,4 kg"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Darf ich auf dem Balkon rauchen?", "Auf dem Balkon darf geraucht werden.", "Ja"),
        ("Darf ich im Keller rauchen?", "Das Rauchen im Keller ist untersagt.", "Nein"),
        ("Ist das Rauchen im Keller verboten?", "Das Rauchen im Keller ist untersagt.", "Ja"),
        ("Darf ich einen Hund halten?", "Hunde dürfen nur mit Zustimmung gehalten werden.", "Es kommt darauf an"),
        (
            "Darf ich untervermieten?",
            "Untervermietung ist verboten, es sei denn, wir stimmen zu.",
            "Es kommt darauf an",
        ),
        ("Darf ich Essig verwenden?", "Verwenden Sie niemals Essig.", "Nein"),
        ("Muss ich Beitrag zahlen?", "Beitrag ist zu zahlen.", "Ja"),
        ("Müssen Kinder Beitrag zahlen?", "Kinder sind vom Beitrag befreit.", "Nein"),
        ("Muss ich die Treppe reinigen?", "Der Mieter ist nicht verpflichtet, die Treppe zu reinigen.", "Nein"),
        ("Sind Schäden durch Sturm versichert?", "Versichert sind Schäden durch Feuer und Sturm.", "Ja"),
        ("Sind Schäden durch Flut versichert?", "Schäden durch Flut sind nicht versichert.", "Nein"),
        ("Ist Schmuck versichert?", "Schmuck ist vom Versicherungsschutz ausgenommen.", "Nein"),
        ("Sind Wasserschäden versichert?", "Schäden durch Feuer sind versichert.", ""),
        ("Sind Hunde erlaubt?", "Große Hunde sind verboten.", ""),
        ("Darf ich grillen?", "Das Grillen stört die Nachbarn.", ""),
        ("Darf ich nicht grillen?", "Das Grillen ist verboten.", ""),
        ("Darf ich grillen?", "Grillen ist erlaubt. Das Grillen ist verboten.", ""),
    ],
)
def test_verdicts(question: str, text: str, expected: str) -> None:
    assert short(question, text) == expected


def test_no_verdict_on_a_situation() -> None:
    question = read_foreign_question("Darf ich rauchen?")
    assert question is not None
    passage = Passage("p", "d", "Das Rauchen ist verboten.", 0)
    assert answer_foreign(question, "Ich bin Gast.", [passage]).short is None


STEPS = (
    "Entkalken\n\nDie Maschine muss oft entkalkt werden.\n\n1. Leeren Sie die Schale.\n2. Füllen Sie den Tank.\n"
    "3. Spülen Sie nach.\n\nZum Lieferumfang gehören:\n\n- Kabel\n- Becher"
)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Wie entkalke ich die Maschine?", "1. Leeren Sie die Schale.\n2. Füllen Sie den Tank.\n3. Spülen Sie nach."),
        ("Was gehört zum Lieferumfang?", "Zum Lieferumfang gehören:\n\n- Kabel\n- Becher"),
    ],
)
def test_a_list_is_shown_whole(question: str, first: str) -> None:
    found = answer(question, STEPS, title="Maschine")
    assert found.short is None
    assert found.quotes[0].text == first


def test_a_heading_that_is_asked_as_a_whole_introduces_its_list() -> None:
    contract = "Kita\n\nKinder brauchen Ruhe.\n\nMitbringen\n\n- Hausschuhe\n- Sonnenhut im Sommer"
    assert (
        answer("Was muss das Kind mitbringen?", contract).quotes[0].text.endswith("- Hausschuhe\n- Sonnenhut im Sommer")
    )
    other = contract.replace("Mitbringen", "Mitbringen ins Theater")
    assert "Hausschuhe\n" not in answer("Was muss das kranke Kind mitbringen?", other).quotes[0].text


def test_a_definition_stands_first() -> None:
    texts = ("Versichert sind Sturm und Feuer.", "Als Sturm gilt eine Luftbewegung ab Windstärke 8.")
    assert answer("Was ist Sturm?", *texts).quotes[0].text.startswith("Als Sturm gilt")


def test_nothing_is_found_where_no_word_is_said() -> None:
    found = answer("Wie hoch ist die Provision?", "Hunde sind an der Leine zu führen.")
    assert not found.relevant
    assert found.quotes
