"""With a key configured only documents come in that it signed."""

from dataclasses import replace
from pathlib import Path

import pytest

from scanner.knowledge.feeds import CsafProvider, Result, Settings
from tests.scanner.knowledge.feeds.advisories import FIRST, Publisher, advisory, document, version
from tests.scanner.knowledge.feeds.csaf_runs import advisories, names, run
from tests.scanner.knowledge.feeds.served import Served
from tests.scanner.knowledge.feeds.signing import Signer


class TestSignatures:
    @pytest.fixture
    def signed(self, acme: Settings, publisher: Publisher, both_signers: list[Signer]) -> Settings:
        publisher.signer = both_signers[0]
        publisher.publish(*FIRST)
        return replace(acme, providers=(CsafProvider("acme", publisher.url, both_signers[0].key_file),))

    def test_signed_documents_come_in(self, signed: Settings) -> None:
        outcome = run(signed)
        assert (outcome.result, outcome.skipped, outcome.rows) == (Result.UPDATED, 0, 10)

    def test_a_binary_key_file_serves_too(
        self, signed: Settings, publisher: Publisher, both_signers: list[Signer]
    ) -> None:
        provider = CsafProvider("acme", publisher.url, both_signers[0].binary_file)
        assert run(replace(signed, providers=(provider,))).rows == 10

    def test_a_document_without_a_signature_is_skipped(self, signed: Settings, served: Served) -> None:
        del served.files[document("acme-3.json.asc")]
        assert run(signed).told == ("acme-3.json: it has no signature; it was skipped",)
        assert advisories(signed) == names(1, 2, 4, 5)

    def test_a_strangers_signature_does_not_count(
        self, signed: Settings, served: Served, both_signers: list[Signer]
    ) -> None:
        path = document("acme-3.json")
        served.files[path + ".asc"] = both_signers[1].sign(served.files[path])
        sentence = "acme-3.json: its signature is by a key that is not in the key file; it was skipped"
        assert run(signed).told == (sentence,)

    def test_a_document_changed_along_with_its_checksum_is_found_out(
        self, signed: Settings, served: Served, publisher: Publisher, both_signers: list[Signer]
    ) -> None:
        old = served.files[document("acme-3.json.asc")]
        publisher.publish(advisory("ACME-3", version("<V99", "P1")))
        served.files[document("acme-3.json.asc")] = old
        assert run(signed).told == ("acme-3.json: its signature does not fit its content; it was skipped",)

    def test_a_signature_that_is_none_is_told(self, signed: Settings, served: Served) -> None:
        served.files[document("acme-3.json.asc")] = b"trust me"
        assert run(signed).told == ("acme-3.json: its signature cannot be read; it was skipped",)

    def test_without_gpgv_nothing_comes_in(self, signed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/nowhere")
        outcome = run(signed)
        assert outcome.problem == (
            "csaf-acme: signatures cannot be checked: the program gpgv is not installed; there is no data of it yet."
        )

    @pytest.mark.parametrize(
        "content", [b"", b"no key", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!\n-----END PGP"]
    )
    def test_a_key_file_without_a_key_is_told(
        self, signed: Settings, publisher: Publisher, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / "key.asc").write_bytes(content)
        provider = CsafProvider("acme", publisher.url, tmp_path / "key.asc")
        outcome = run(replace(signed, providers=(provider,)))
        assert f"the key file {tmp_path / 'key.asc'} holds no OpenPGP public key" in outcome.problem

    def test_a_key_file_that_is_not_there_is_told(
        self, signed: Settings, publisher: Publisher, tmp_path: Path
    ) -> None:
        provider = CsafProvider("acme", publisher.url, tmp_path / "none.asc")
        outcome = run(replace(signed, providers=(provider,)))
        assert (
            f"the key file {tmp_path / 'none.asc'} cannot be read: No such file or directory"
            in outcome.problem
        )
