from __future__ import annotations

from ui.web.sign_ins import IDLE_SECONDS, TICKET_SECONDS, SignIns, reader_cookie


def test_a_ticket_is_good_once_and_for_a_minute() -> None:
    now = [0.0]
    signed = SignIns(lambda: now[0])
    one, other = signed.begin("anna"), signed.begin("bo")
    assert signed.is_waiting(one.ticket)
    assert signed.exchange(one.ticket) == one.key
    assert not signed.is_waiting(one.ticket)
    assert signed.exchange(one.ticket) == signed.exchange("") == ""
    now[0] = TICKET_SECONDS
    assert signed.exchange(other.ticket) == ""
    assert (signed.find(one.key), signed.find(other.key)) == ("anna", "bo")


def test_a_sign_in_lasts_while_it_is_used_and_until_it_is_ended() -> None:
    now = [0.0]
    signed = SignIns(lambda: now[0])
    used, left = signed.begin("anna").key, signed.begin("anna")
    now[0] = IDLE_SECONDS - 1
    assert signed.find(used) == "anna"
    now[0] = IDLE_SECONDS + 1
    assert (signed.find(used), signed.find(left.key), signed.find("")) == ("anna", "", "")
    begun = signed.begin("bo")
    signed.end(begun.key)
    assert signed.find(begun.key) == signed.exchange(begun.ticket) == ""
    assert signed.find(used) == "anna"


def test_the_ports_of_a_host_have_cookies_of_their_own() -> None:
    assert reader_cookie("127.0.0.1:8501") == "graphloop_reader_8501"
    assert reader_cookie("[::1]:8502") == "graphloop_reader_8502"
