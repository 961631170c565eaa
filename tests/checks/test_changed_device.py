"""Does a machine say something else about itself than in the last audit?"""

from checks.changed_device import changed_device
from scanner.model import Asset
from tests.checks.facts import MET, NOT_MET, UNKNOWN, asset, segment

OLD = asset("10.0.0.1", vendor="ACME", product="Press", version="1.2", mac="00:80:f4:1a:22:10")


def test_another_version_than_the_last_time_is_a_gap() -> None:
    verdict = changed_device(segment(OLD.model_copy(update={"version": "1.3"}), previous=(OLD,)))
    assert verdict.outcome is NOT_MET
    assert str(verdict.why) == "Changed since the last audit: 1 (10.0.0.1 version 1.2 → 1.3)."


def test_another_network_card_in_the_same_machine_is_a_change() -> None:
    other = OLD.model_copy(update={"mac": "00:80:f4:00:00:01"})
    assert "network card" in str(changed_device(segment(other, previous=(OLD,))).why)


def test_the_same_words_are_no_change_in_any_case() -> None:
    assert changed_device(segment(OLD.model_copy(update={"vendor": "Acme"}), previous=(OLD,))).outcome is MET


def test_an_answer_that_is_missing_is_no_change() -> None:
    silent = OLD.model_copy(update={"version": "", "product": ""})
    assert changed_device(segment(silent, previous=(OLD,))).outcome is MET
    assert changed_device(segment(OLD, previous=(silent,))).outcome is MET


def test_another_machine_is_not_a_changed_one() -> None:
    other = asset("10.0.0.2", vendor="ACME", version="9")
    assert changed_device(segment(OLD, other, previous=(OLD,))).outcome is MET


def test_without_an_earlier_audit_or_without_words_nothing_is_known() -> None:
    assert changed_device(segment(OLD)).outcome is UNKNOWN
    mute = asset("10.0.0.3")
    assert changed_device(segment(mute, previous=(mute,))).outcome is UNKNOWN
    assert changed_device(segment(OLD, previous=(OLD,), complete=False)).outcome is UNKNOWN


def test_a_serial_number_that_several_machines_show_compares_none_of_them() -> None:
    def with_filler(address: str, mac: str) -> Asset:
        return asset(address, vendor="ACME", serial="123456", mac=mac)

    before = with_filler("10.0.0.1", "00:80:f4:00:00:01"), with_filler("10.0.0.2", "00:80:f4:00:00:02")
    after = with_filler("10.0.0.3", "00:80:f4:00:00:03"), with_filler("10.0.0.4", "00:80:f4:00:00:04")
    assert changed_device(segment(*after, previous=before)).outcome is UNKNOWN


def test_a_machine_whose_assets_were_joined_since_is_known_by_its_card() -> None:
    joined = OLD.model_copy(update={"id": "another", "version": "1.3"})
    assert changed_device(segment(joined, previous=(OLD,))).outcome is NOT_MET
