"""Does a controller answer strangers over Modbus?"""

from checks.modbus_unauthenticated import modbus_unauthenticated
from scanner.evidence import ModbusIdentity
from tests.checks.facts import NOT_MET


def test_a_controller_that_tells_its_name_to_a_stranger_is_open() -> None:
    told = ModbusIdentity(vendor="Schneider Electric", product="BMX P34 2020", product_name="Modicon M340")
    verdict = modbus_unauthenticated(told)
    assert verdict.outcome is NOT_MET
    assert "Schneider Electric Modicon M340" in str(verdict.why)


def test_an_exception_is_an_answer_too_and_the_sentence_has_no_empty_name() -> None:
    verdict = modbus_unauthenticated(ModbusIdentity(exception=1))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "It answered a stranger. Modbus knows no login."


def test_an_open_controller_holds_the_whole_score_down() -> None:
    assert modbus_unauthenticated.stop
