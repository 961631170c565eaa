"""Do file servers hand out files to strangers?"""

from checks.shares import nfs_open_to_all, smb_guest_allowed, tftp_open
from scanner.evidence import NfsExports, SmbGuest, TftpServer
from tests.checks.facts import MET, NOT_MET


def test_every_answer_of_tftp_is_a_gap_and_sent_data_is_told() -> None:
    error, data = tftp_open(TftpServer(code=1, text="File not found")), tftp_open(TftpServer())
    assert (error.outcome, data.outcome) == (NOT_MET, NOT_MET)
    assert "began to send" in str(data.why)


def test_a_guest_that_is_let_in_is_a_gap_and_a_refusal_is_in_order() -> None:
    assert smb_guest_allowed(SmbGuest(allowed=True, status=0)).outcome is NOT_MET
    assert smb_guest_allowed(SmbGuest(allowed=False, status=0xC000_006D)).outcome is MET


def test_folders_for_everyone_are_a_gap_with_their_number() -> None:
    told = nfs_open_to_all(NfsExports(count=2, names=("/srv/recipes", "/srv/cad"), to_all=1))
    assert (told.outcome, str(told.why)) == (
        NOT_MET, "It offers folders, and 1 of them to everyone: /srv/recipes, /srv/cad.",
    )  # fmt: skip


def test_folders_for_named_computers_are_in_order_and_without_folders_there_is_nothing_to_judge() -> None:
    assert nfs_open_to_all(NfsExports(count=1, names=("/srv",))).outcome is MET
    assert nfs_open_to_all.applies
    assert not nfs_open_to_all.applies(NfsExports())
