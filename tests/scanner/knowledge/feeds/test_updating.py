"""An update of several lists: one that fails does not stop the others, and nothing is lost."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from scanner.knowledge.feeds import (
    Result,
    Settings,
    Shelf,
    catalogue,
    epss,
    kev,
    update,
)
from scanner.knowledge.feeds.faults import FeedError
from tests.scanner.knowledge.feeds.conftest import Built, holds, quiet
from tests.scanner.knowledge.feeds.served import Served, cuts, fails
from tests.scanner.knowledge.feeds.test_lists import EPSS, KEV


class TestUpdating:
    @pytest.fixture
    def listed(
        self,
        settings: Settings,
        served: Served,
        built: Built,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Settings:
        served.files |= {"/kev": json.dumps(KEV).encode(), "/epss": gzip.compress(EPSS.encode(), mtime=0)}
        monkeypatch.setitem(catalogue.SOURCES, "kev", lambda: kev.source(served.url("/kev")))
        monkeypatch.setitem(catalogue.SOURCES, "epss", lambda: epss.source(served.url("/epss")))
        return replace(settings, names=("kev", "epss"))

    def test_an_unchanged_list_is_not_fetched_again(self, listed: Settings, served: Served) -> None:
        first = update(listed, (), quiet)
        assert [(each.source, each.result, each.rows) for each in first.outcomes] == [
            ("kev", Result.UPDATED, 2), ("epss", Result.UPDATED, 1),
        ]  # fmt: skip
        assert (first.complete, holds(listed)) == (True, {"epss": 1, "kev": 2})
        second = update(listed, (), quiet)
        assert {each.result for each in second.outcomes} == {Result.UNCHANGED}
        assert second.built is None
        assert Shelf(listed.shelves / "kev").standing().newest_at == "2026-01-02"

    def test_one_that_fails_does_not_stop_the_other(self, listed: Settings, served: Served) -> None:
        served.acts["/kev"] = fails(500)
        done = update(listed, (), quiet)
        assert [each.result for each in done.outcomes] == [Result.FAILED, Result.UPDATED]
        assert done.outcomes[0].problem == "kev: 127.0.0.1/kev answered 500; there is no data of it yet."
        assert (done.complete, holds(listed)) == (False, {"epss": 1})

    def test_only_what_is_named_is_fetched(self, listed: Settings, served: Served) -> None:
        update(listed, ("epss",), quiet)
        assert served.asked == ["/epss"]

    def test_a_name_that_is_misspelt_is_told(self, listed: Settings) -> None:
        with pytest.raises(FeedError, match=r"there is no source kevv; did you mean kev\?"):
            update(listed, ("kevv",), quiet)

    def test_a_cut_list_is_resumed(self, listed: Settings, served: Served) -> None:
        served.acts["/kev"] = cuts(served.files["/kev"], 100)
        assert update(listed, ("kev",), quiet).complete
        assert served.resumed == [100]

    def test_a_list_that_became_nonsense_leaves_the_old_rows(self, listed: Settings, served: Served) -> None:
        update(listed, (), quiet)
        served.files["/kev"] = b"<html>moved</html>"
        problem = update(listed, (), quiet).outcomes[0].problem
        assert problem.startswith("kev: the list cannot be read: JSON is malformed")
        assert "stays in use." in problem
        assert len(list(Shelf(listed.shelves / "kev").rows())) == 2

    def test_a_knowledge_file_that_cannot_be_built_leaves_the_old_one(
        self, listed: Settings, served: Served, built: Built
    ) -> None:
        update(listed, (), quiet)
        served.files["/kev"] = json.dumps(KEV | {"x": 1}).encode()
        built.fails = True
        with pytest.raises(FeedError, match="could not be built: the disk is full; the one before stays"):
            update(listed, (), quiet)
        assert holds(listed) == {"epss": 1, "kev": 2}

    def test_a_build_that_failed_is_made_up_for(self, listed: Settings, served: Served, built: Built) -> None:
        update(listed, (), quiet)
        served.files["/kev"] = json.dumps({"vulnerabilities": KEV["vulnerabilities"][:1]}).encode()
        built.fails = True
        with pytest.raises(FeedError):
            update(listed, (), quiet)
        built.fails = False
        update(listed, (), quiet)
        assert holds(listed) == {"epss": 1, "kev": 1}

    def test_the_knowledge_file_tells_the_day_of_the_last_fetch(self, listed: Settings, built: Built) -> None:
        update(listed, (), quiet)
        shelf = Shelf(listed.shelves / "kev")
        shelf.set(structs.replace(shelf.standing(), fetched_at="2026-01-01T00:00:00+00:00"))
        assert {each.result for each in update(listed, (), quiet).outcomes} == {Result.UNCHANGED}
        assert {state.id: state.fetched_at for state in built.states}["kev"] == shelf.standing().fetched_at
        assert shelf.standing().fetched_at > "2026-01-01T00:00:00+00:00"
        times = built.times
        update(listed, (), quiet)
        assert built.times == times

    def test_a_source_that_is_no_longer_configured_leaves_the_knowledge_file(self, listed: Settings) -> None:
        update(listed, (), quiet)
        assert update(replace(listed, names=("kev",)), (), quiet).built
        assert holds(listed) == {"kev": 2}

    def test_a_knowledge_file_that_was_lost_is_built_again(self, listed: Settings) -> None:
        update(listed, (), quiet)
        listed.database.unlink()
        update(listed, (), quiet)
        assert holds(listed) == {"epss": 1, "kev": 2}

    def test_two_updates_at_once_are_refused(self, listed: Settings) -> None:
        from scanner.knowledge.feeds.updating import locked

        with locked(listed.folder), pytest.raises(FeedError, match="another update or import is at work"):
            update(listed, (), quiet)

    def test_a_folder_that_cannot_be_written_is_told(self, listed: Settings, tmp_path: Path) -> None:
        (tmp_path / "blocked").write_text("")
        with pytest.raises(FeedError, match=r"the folder .*blocked/feeds cannot be written: Not a directory"):
            update(replace(listed, folder=tmp_path / "blocked" / "feeds"), (), quiet)
