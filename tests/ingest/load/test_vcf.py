"""Address cards: whose number is which."""

from __future__ import annotations

from ingest.formats import read_texts

CARDS = r"""BEGIN:VCARD
VERSION:4.0
FN:Petra Lind
ORG:Harbour Office;Boats
TEL;TYPE="cell,voice":+47 22 33 44
item1.EMAIL;TYPE=work:petra@x.test
ADR;TYPE=home:;;Quay 3;Bergen;;5003;Norway
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=
oar
TEL;WORK:+49 30 1
END:VCARD
"""


def test_cards_are_headings_with_fields() -> None:
    name, [loaded] = read_texts(CARDS.encode(), "cards", ".vcf")
    assert name == "vcf"
    assert loaded.text == (
        "Petra Lind\n\n"
        "Name: Petra Lind\n"
        "Organization: Harbour Office, Boats\n"
        "Telephone (cell): +47 22 33 44\n"
        "E-mail (work): petra@x.test\n"
        "Address (home): Quay 3, Bergen, 5003, Norway\n\n"
        "Joar Müller\n\n"
        "Name: Joar Müller\n"
        "Telephone (work): +49 30 1"
    )
