"""Does a controller answer strangers over EtherNet/IP?"""

from checks.enip_unauthenticated import enip_unauthenticated
from scanner.evidence import EthernetIpIdentity
from tests.checks.facts import NOT_MET

BARE = {
    "vendor_id": 1,
    "device_type": 14,
    "product_code": 107,
    "product_name": "",
    "revision": "32.11",
    "serial": "60a1b2c3",
}


def test_a_controller_that_tells_its_name_to_a_stranger_is_open() -> None:
    told = EthernetIpIdentity.model_validate(
        {**BARE, "vendor": "Rockwell Automation", "product_name": "1769-L33ER"}
    )
    verdict = enip_unauthenticated(told)
    assert verdict.outcome is NOT_MET
    assert "Rockwell Automation 1769-L33ER" in str(verdict.why)


def test_an_answer_without_names_is_an_answer_too() -> None:
    verdict = enip_unauthenticated(EthernetIpIdentity.model_validate(BARE))
    assert verdict.outcome is NOT_MET
    assert "that it is" not in str(verdict.why)
