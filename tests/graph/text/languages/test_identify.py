from __future__ import annotations

import pytest

from graph.text.languages.identify import identify_language, known_languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wie hoch ist die Miete?", "de"),
        ("Was kostet Färben?", "de"),
        ("Darf ich rauchen?", "de"),
        ("Kündigungsfrist?", "de"),
        ("Was hat Lady Gaga gesungen?", "de"),
        ("Was Lady Gaga born in Berlin?", ""),
        ("Who is Müller?", ""),
        ("How do bees die in a war?", ""),
        ("Was the man so tall?", ""),
        ("Wie is de eigenaar?", ""),
        ("Quel est le prix des places?", ""),
        ("¿Cuánto es el alquiler?", ""),
        ("Kaution?", ""),
        ("Öffnungszeiten Büro", "de"),
        ("Vem äger Svala?", ""),
        ("¿Quién fue Otto von Bismarck?", ""),
        ("Otto von Bismarck biography", ""),
        ("¿Dónde tiene su sede Energiprojekt AB?", ""),
        ("Von wem ist der Brief?", "de"),
        ("Kuka omistaa kylän?", ""),
        ("var ligger ön", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    language = identify_language(text)
    assert (language.name if language else "") == code


def test_small_words_are_declared_as_they_are_compared() -> None:
    for language in known_languages():
        assert language.shared <= language.function_words
        assert all(word.isascii() and word.islower() for word in language.function_words)
