"""The CODESYS V2 probe against answers with texts where Digital Bond's nmap script reads them."""

import pytest

from scanner.plugin import Garbled, Silence
from scanner.sensor.probes.codesys_v2 import BIG, LITTLE
from tests.scanner.sensor.probes.plc_replies import CASES, CODESYS_V2, put

CASE = CASES["codesys v2"]


def test_a_runtime_that_answers_at_once_is_asked_once() -> None:
    assert CASE.asked(CODESYS_V2)[1].sent == [LITTLE]


def test_one_of_the_other_byte_order_is_asked_again_on_the_same_connection() -> None:
    fact, line = CASE.asked(Silence("nothing"), CODESYS_V2)
    assert line.sent == [LITTLE, BIG]
    assert line.connections == 1
    assert fact == CASE.fact.model_copy(update={"little_endian": False})


@pytest.mark.parametrize("gone", [64, 128])
def test_an_answer_without_system_or_product_is_garbled(gone: int) -> None:
    with pytest.raises(Garbled, match="names no system"):
        CASE.asked(CODESYS_V2[:gone] + bytes(30) + CODESYS_V2[gone + 30 :])


def test_texts_that_fill_their_places_do_not_run_into_each_other() -> None:
    fact, _ = CASE.asked(put(200, b"\xbb\xbb", {64: b"A" * 32, 96: b"B" * 32, 128: b"C" * 32}))
    assert (fact.operating_system, fact.system_version, fact.product) == ("A" * 32, "B" * 32, "C" * 32)


def test_a_product_without_end_is_garbled() -> None:
    with pytest.raises(Garbled, match="no end"):
        CASE.asked(put(128, b"\xbb\xbb", {64: b"A"}) + b"C" * 1000)
