"""Saving a large file: fetched once, resumed where it was cut, never a mixture of two versions."""

from pathlib import Path

import pytest

from scanner.knowledge.feeds.faults import FetchError
from scanner.knowledge.feeds.web import Validators, Web, save
from tests.scanner.knowledge.feeds.served import Handler, Served, bomb, cuts, fails

KILO = 1_000
TEN_GIGA = 10_000_000_000


def test_a_file_is_fetched_once(served: Served, web: Web, tmp_path: Path) -> None:
    served.files["/f"] = b"z" * 200_000
    first = save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert first is not None
    assert (tmp_path / "f").read_bytes() == served.files["/f"]
    assert save(web, served.url("/f"), tmp_path / "f", 10**6, first.validators) is None


def test_a_newer_file_replaces_it(served: Served, web: Web, tmp_path: Path) -> None:
    served.files["/f"] = b"old"
    first = save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert first is not None
    served.files["/f"] = b"new!"
    assert save(web, served.url("/f"), tmp_path / "f", 10**6, first.validators) is not None
    assert (tmp_path / "f").read_bytes() == b"new!"


def test_a_cut_transfer_goes_on_where_it_was_cut(served: Served, web: Web, tmp_path: Path) -> None:
    body = bytes(range(256)) * 1_000
    served.acts["/f"] = cuts(body, 100_000)
    assert save(web, served.url("/f"), tmp_path / "f", 10**6) is not None
    assert (tmp_path / "f").read_bytes() == body
    assert served.resumed == [100_000]


def test_progress_counts_what_was_here_already(served: Served, web: Web, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    served.acts["/f"] = cuts(bytes(250_000), 100_000)
    save(web, served.url("/f"), tmp_path / "f", 10**6, grown=lambda *each: told.append(each))
    assert {total for _, total in told} == {250_000}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (250_000, 250_000)


def test_what_came_stays_for_the_next_run(served: Served, web: Web, tmp_path: Path) -> None:
    body = bytes(range(256)) * 1_000
    served.acts["/f"] = cuts(body, 50_000, times=3)
    with pytest.raises(FetchError, match="cut the connection"):
        save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert not (tmp_path / "f").exists()
    served.resumed.clear()
    save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert (tmp_path / "f").read_bytes() == body
    assert served.resumed == [150_000]


def test_a_part_of_an_older_version_is_not_mixed_in(served: Served, web: Web, tmp_path: Path) -> None:
    served.acts["/f"] = cuts(b"a" * 100_000, 30_000, times=3)
    with pytest.raises(FetchError):
        save(web, served.url("/f"), tmp_path / "f", 10**6)
    del served.acts["/f"]
    served.files["/f"] = b"b" * 80_000
    save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert (tmp_path / "f").read_bytes() == b"b" * 80_000


def test_a_part_longer_than_the_file_is_now_is_given_up(served: Served, web: Web, tmp_path: Path) -> None:
    served.acts["/f"] = cuts(b"a" * 100_000, 30_000, times=3)
    with pytest.raises(FetchError):
        save(web, served.url("/f"), tmp_path / "f", 10**6)
    served.acts["/f"] = fails(416)
    with pytest.raises(FetchError, match=r"127\.0\.0\.1/f changed while it was fetched"):
        save(web, served.url("/f"), tmp_path / "f", 10**6)
    del served.acts["/f"]
    served.files["/f"] = b"short"
    save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert (tmp_path / "f").read_bytes() == b"short"


def test_a_file_without_a_name_for_its_version_starts_again(served: Served, web: Web, tmp_path: Path) -> None:
    left = [1]

    def act(handler: Handler) -> None:
        if left.pop() if left else 0:
            handler.answer(200, b"x" * 10, 5_000)
            handler.close_connection = True
        else:
            handler.answer(200, b"y" * 5_000)

    served.acts["/f"] = act
    assert save(web, served.url("/f"), tmp_path / "f", 10**6) is not None
    assert (tmp_path / "f").read_bytes() == b"y" * 5_000


def test_a_bomb_leaves_no_part_and_the_old_file(served: Served, web: Web, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    served.acts["/f"] = bomb(TEN_GIGA, None)
    with pytest.raises(FetchError, match="sends more than 1 MB and was cut off"):
        save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert [each.name for each in tmp_path.iterdir()] == ["f"]
    assert (tmp_path / "f").read_bytes() == b"old"


def test_validators_of_another_address_do_not_count(served: Served, web: Web, tmp_path: Path) -> None:
    served.files["/f"] = b"same"
    first = save(web, served.url("/f"), tmp_path / "f", 10**6)
    assert first is not None
    other = Validators("https://127.0.0.1/g", first.validators.etag)
    assert save(web, served.url("/f"), tmp_path / "f", 10**6, other) is not None
