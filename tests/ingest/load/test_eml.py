"""Mails: who wrote what to whom, the text to read, and what is attached."""

from __future__ import annotations

import base64
import contextlib
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Refused
from ingest.formats import list_formats, read_texts
from ingest.types import LoadedText

HEAD = "From: Petra Lind <p@x.test>\nTo: Joar <j@x.test>\nDate: Tue, 04 Jun 2024 23:30:00 -0500\nSubject: Rent\n"
FULL = "<p>The rent of the barn is 900 euros from July on.</p><p>The key is under the third flower pot.</p>" * 2


def texts(mail: str | bytes, name: str = "a.eml") -> list[LoadedText]:
    stem, _, suffix = name.rpartition(".")
    return read_texts(mail.encode() if isinstance(mail, str) else mail, stem, f".{suffix}")[1]


def multipart(kind: str, *parts: str) -> str:
    joined = "".join(f"--b{len(kind)}\n{part}\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary=b{len(kind)}\n\n{joined}--b{len(kind)}--\n"


def with_attachment(data: bytes, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    main, sub = kind.split("/")
    message = EmailMessage()
    message["From"], message["Subject"] = "Petra <p@x.test>", "The offer"
    message["Date"] = "Tue, 04 Jun 2024 09:00:00 +0200"
    message.set_content("See the file.")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


def kinds(loaded: LoadedText) -> list[tuple[str, str]]:
    return [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]


def test_the_head_is_fields_and_the_date_is_that_of_the_writer() -> None:
    [loaded] = texts(HEAD + "\nThe rent is due.\n")
    assert loaded.title == "Rent"
    assert loaded.date == "2024-06-04"
    assert kinds(loaded) == [
        ("field", "From: Petra Lind <p@x.test>"),
        ("field", "To: Joar <j@x.test>"),
        ("field", "Date: Tue, 04 Jun 2024 23:30:00 -0500"),
        ("field", "Subject: Rent"),
        ("paragraph", "The rent is due."),
    ]


def test_a_mail_without_a_text_is_its_head() -> None:
    [loaded] = texts(HEAD + "\n\n")
    assert loaded.text.endswith("Subject: Rent")


def test_of_alternatives_the_plain_text_is_read_unless_it_is_blank_or_a_stub() -> None:
    html = f"Content-Type: text/html\n\n{FULL}"
    for plain, wanted in (
        (" ", "third flower pot"),
        ("View this mail in a browser.", "third flower pot"),
        (
            "The rent of the barn is 900 euros. The key lies under a pot, as you know, and the third one it is.",
            "as you",
        ),
    ):
        [loaded] = texts(HEAD + multipart("alternative", f"Content-Type: text/plain\n\n{plain}", html))
        assert wanted in loaded.text
        assert loaded.text.count("The rent of the barn") <= 2


def test_a_page_keeps_its_tables_and_the_words_of_its_pictures() -> None:
    page = (
        "<table><tr><th>Guest</th><th>Room</th></tr><tr><td>Reyl</td><td>204</td></tr></table><img src=cid:1 alt=Map>"
    )
    [loaded] = texts(HEAD + f"Content-Type: text/html\n\n{page}")
    table = next(block for block in loaded.blocks if block.kind == "table")
    assert (table.context, loaded.text[table.start : table.end]) == ("Guest | Room", "Guest | Room\nReyl | 204")
    assert "Map" in loaded.text


def test_files_beside_a_page_among_alternatives_are_not_lost() -> None:
    file = 'Content-Disposition: attachment; filename="a.txt"\n\nThe belt was torn.'
    page = multipart("mixed", "Content-Type: text/html\n\n<p>Seen.</p>", file)
    mail, attached = texts(HEAD + multipart("alternative", "Content-Type: text/plain\n\nSeen.", page))
    assert mail.text.count("Seen.") == 1
    assert "The belt was torn." in attached.text


def test_an_attachment_is_a_document_that_says_where_it_comes_from() -> None:
    page = b"<html><body><h1>Chimney</h1><p>It costs 48,200 kroner.</p></body></html>"
    mail, attached = texts(with_attachment(page, "offer.html").as_bytes())
    assert "Attached: offer.html" in mail.text
    assert attached.locator == "attachment offer.html"
    assert attached.title == "Chimney (offer.html), attached to: The offer"
    assert attached.text.startswith("Attached to: The offer, from Petra <p@x.test>, 2024-06-04\n\nChimney")
    assert attached.date == "2024-06-04"
    assert ("heading", "Chimney") in kinds(attached)


def test_an_attachment_that_cannot_be_read_costs_a_note() -> None:
    [mail] = texts(with_attachment(b"%PDF-1.4 x", "offer.pdf").as_bytes())
    assert mail.notes == ("offer.pdf was not read: not readable as PDF",)
    [mail] = texts(with_attachment(b"\x78\x9f\x3e\x22", "winmail.dat", "application/ms-tnef").as_bytes())
    assert "winmail.dat was not read: a container of Outlook" in mail.notes[0]


def test_an_attachment_whose_parser_fails_costs_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes, name: str, suffix: str) -> object:
        raise ValueError(f"broken {suffix}")

    message = with_attachment(b"a,b", "a.csv").as_bytes()
    [eml] = [spec for spec in list_formats().values() if spec.name == "eml"]
    monkeypatch.setattr("ingest.formats.read_texts", fail)
    [mail] = eml.load(message, "a")
    assert mail.notes == ("a.csv was not read: its parser failed: ValueError: broken .csv",)


def test_attachments_of_one_name_are_told_apart() -> None:
    message = with_attachment(b"The first.", "a.txt")
    message.add_attachment(b"The second.", maintype="text", subtype="plain", filename="a.txt")
    assert [loaded.locator for loaded in texts(message.as_bytes())] == ["", "attachment a.txt", "attachment a (2).txt"]


def test_attachments_without_number_are_bounded() -> None:
    part = 'Content-Disposition: attachment; filename="a.txt"\n\nThe belt.'
    mail, *attached = texts(HEAD + multipart("mixed", *[part] * 300))
    assert len(attached) == len({loaded.locator for loaded in attached}) == 200
    assert mail.notes == ("100 attachments were not read: there are more than 200",)


def test_forwarded_mails_are_opened_with_what_is_attached_to_them_to_a_depth() -> None:
    message = with_attachment(b"The chimney costs 48,200.", "offer.txt")
    for number in range(5):
        outer = EmailMessage()
        outer["Subject"] = f"Forward {number}"
        outer.set_content("See below.")
        outer.add_attachment(message)
        message = outer
        loaded = texts(message.as_bytes())
        whole = number < 2
        assert any("48,200" in text.text for text in loaded) == whole
        assert any("was not read: it is in more than 3 mails" in note for note in loaded[-1].notes) != whole
        assert len({text.locator for text in loaded}) == len(loaded)
    assert loaded[1].title == "Forward 3, attached to: Forward 4"


def test_a_mail_attached_as_a_file_and_a_digest_are_opened() -> None:
    inner = HEAD + "\nThe rent is 900 euros."
    _, attached = texts(with_attachment(inner.encode(), "rent.eml").as_bytes())
    assert "900 euros" in attached.text
    assert attached.locator == "attachment rent.eml"
    digest = texts(HEAD + multipart("digest", "\n" + inner, "\n" + inner.replace("900", "800")))
    assert [("800" in one.text, "900" in one.text) for one in digest[1:]] == [(False, True), (True, False)]


def test_heads_are_decoded_however_they_are_written() -> None:
    split = "=?utf-8?B?" + base64.b64encode("Mü".encode()[:2]).decode() + "?=\n =?utf-8?B?"
    split += base64.b64encode("Mü".encode()[2:] + b"hle").decode() + "?="
    assert texts(f"From: a@x.test\nSubject: {split}\n\nx")[0].title == "Mühle"
    assert texts("From: a@x.test\nSubject: Mühle in Grün\n\nx".encode("latin-1"))[0].title == "Mühle in Grün"
    cyrillic = "From: a@x.test\nSubject: Привет\nContent-Type: text/plain; charset=koi8-r\n\nx".encode("koi8-r")
    assert texts(cyrillic)[0].title == "Привет"
    assert texts("From: a@x.test\nSubject: Mühle in Grün\n\nx")[0].title == "Mühle in Grün"
    named = "Content-Disposition: attachment; filename*0*=utf-8''M%C3%BC; filename*1=hle.txt\n\nIt grinds."
    loaded = texts(HEAD + multipart("mixed", "\nText.", named))
    assert loaded[1].locator == "attachment Mühle.txt"


def test_bodies_are_decoded_although_their_charset_is_wrong_or_unknown() -> None:
    for charset, raw in (
        ("iso-8859-1", "„Käse“ – 5 €".encode("cp1252")),
        ("us-ascii", "„Käse“ – 5 €".encode()),
        ("iso-8859-1", "„Käse“ – 5 €".encode()),
        ("x-none", "„Käse“ – 5 €".encode()),
    ):
        head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
        assert "„Käse“ – 5 €" in texts(head.encode() + raw)[0].text


def test_flowing_text_is_joined_and_quotes_and_signature_are_paragraphs() -> None:
    body = "The rent \nof the barn.\n\nOn Monday Joar wrote:\n> How much \n> is it?\n900 euros.\n-- \nPetra\n"
    [loaded] = texts(f"{HEAD}Content-Type: text/plain; format=flowed\n\n{body}")
    paragraphs = [(loaded.text[block.start : block.end], block.context) for block in loaded.blocks[4:]]
    assert paragraphs == [
        ("The rent of the barn.", ""),
        ("On Monday Joar wrote:", ""),
        ("How much is it?", "On Monday Joar wrote:"),
        ("900 euros.", ""),
        ("Petra", ""),
    ]


def test_a_message_file_of_macos_is_the_message_alone() -> None:
    mail = f"{HEAD}Content-Transfer-Encoding: quoted-printable\n\nUnder the third p=\not.\n".encode()
    rest = b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "a" "b">\n<plist version="1.0"><dict/></plist>'
    for count in (len(mail), 99_999):
        [loaded] = texts(b"%-10d\n" % count + mail + rest, "1.emlx")
        assert loaded.text.endswith("Under the third pot.")


def test_an_invitation_is_read_once() -> None:
    event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Budget\nLOCATION:Boat house\nEND:VEVENT\nEND:VCALENDAR"
    parts = ("Content-Type: text/plain\n\nPlease come.", f"Content-Type: text/calendar\n\n{event}")
    file = f'Content-Type: application/ics; name="invite.ics"\n\n{event}'
    [loaded] = texts(HEAD + multipart("mixed", multipart("alternative", *parts), file))
    assert loaded.text.count("Location: Boat house") == 1
    assert "Please come." in loaded.text


def test_signed_mails_are_read_and_encrypted_ones_say_so() -> None:
    signature = "Content-Type: application/pgp-signature; name=s.asc\n\nxyz"
    [loaded] = texts(HEAD + multipart("signed", "Content-Type: text/plain\n\nThe rent.", signature))
    assert (loaded.text[-9:], loaded.notes) == ("The rent.", ())
    armoured = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe rent.\n- -- \nPetra\n"
    [loaded] = texts(f"{HEAD}\n{armoured}-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n")
    assert loaded.text.endswith("The rent.\n\nPetra")
    [loaded] = texts(f"{HEAD}\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")
    assert "encrypted" in loaded.notes[0]
    assert "hQEMA" not in loaded.text
    [loaded] = texts(f"{HEAD}Content-Type: application/pkcs7-mime; name=smime.p7m\n\nabc")
    assert "encrypted" in loaded.notes[0]


def test_what_an_enclosing_signature_holds_is_read() -> None:
    inner = b"Content-Type: text/plain\r\n\r\nThe rent is 900 euros."
    pieces = b"\x24\x80\x04\x05" + inner[:5] + bytes([4, len(inner) - 5]) + inner[5:]
    for octets in (bytes([4, len(inner)]) + inner, pieces):
        data = bytes.fromhex("308006092a864886f70d010702a0803080020101310030800609 2a864886f70d010701a080") + octets
        mail = EmailMessage()
        mail["Subject"] = "Rent"
        mail.set_content(data, maintype="application", subtype="pkcs7-mime")
        assert "900 euros" in texts(mail.as_bytes())[0].text


def test_deep_nesting_ends_as_a_refusal_or_a_text() -> None:
    part = "Content-Type: text/plain\n\nThe end."
    for number in range(2_000):
        part = f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n{part}"
        if number % 400 == 399:
            with contextlib.suppress(Refused):
                assert "The end." in texts(HEAD + part)[0].text


MUTATED = HEAD + multipart(
    "mixed", multipart("alternative", "Content-Type: text/plain\n\n ", f"Content-Type: text/html\n\n{FULL}"),
    "Content-Type: message/rfc822\n\n" + HEAD + "\nInner.",
    'Content-Type: text/csv; name="=?utf-8?q?a=2Ecsv?="\nContent-Transfer-Encoding: base64\n\nYSxiCjEsMgo=',
)  # fmt: skip


@settings(max_examples=60)
@given(st.integers(0, len(MUTATED) - 1), st.integers(0, 40), st.binary(max_size=6))
def test_a_damaged_mail_is_read_or_refused(start: int, length: int, instead: bytes) -> None:
    raw = MUTATED.encode()
    try:
        for loaded in texts(raw[:start] + instead + raw[start + length :]):
            assert all(0 <= block.start < block.end <= len(loaded.text) for block in loaded.blocks)
    except Refused:
        pass


@pytest.mark.parametrize(
    "plain",
    ["Please view this mail in HTML.", "Your reader does not support HTML.", "Bitte im HTML-Format ansehen."],
)
def test_a_plain_text_that_only_points_to_the_page_is_passed_over(plain: str) -> None:
    page = "Content-Type: text/html\n\n<p>The rent is 900 euros.</p>"
    (mail,) = texts(HEAD + multipart("alternative", f"Content-Type: text/plain\n\n{plain}", page))
    assert mail.text.endswith("Subject: Rent\n\nThe rent is 900 euros.")
