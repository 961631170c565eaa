"""Coverage-guided attack on every parser, for a bounded time: `make fuzz` (needs atheris)."""

import argparse
import hashlib
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

MOST_INPUT, MOST_MEGABYTES, MOST_SECONDS_AN_INPUT = 8192, 1024, 10


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="how long, in all")
    parser.add_argument("--only", default="", help="targets, with commas between them")
    parser.add_argument(
        "--folder", type=Path, default=Path("out/fuzz"), help="for inputs worth keeping, and crashes"
    )
    parser.add_argument(
        "--again", type=Path, help="one input that crashed: run it once and show what happens"
    )
    parser.add_argument("--attacking", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def address(name: str) -> bytes:
    """Two bytes that stand for a target in an input, whatever other targets there are."""
    return hashlib.sha256(name.encode()).digest()[:2]


def write_seeds(corpus: Path, found: list[tuple[str, bytes]]) -> None:
    """The samples, and what crashed last time: that is tried again first."""
    corpus.mkdir(parents=True, exist_ok=True)
    for name, raw in found:
        whole = address(name) + raw
        (corpus / hashlib.sha256(whole).hexdigest()[:20]).write_bytes(whole)
    for crash in corpus.parent.glob("crash-*"):
        crash.replace(corpus / crash.name)


def shooter(only: str, folder: Path) -> Callable[[bytes], None]:
    """What runs one input; each new kind of crash is written down once, and the attack goes on."""
    from tests.fuzz.targets import attack, every_target  # not before atheris watches

    every = every_target()
    names = only.split(",") if only else list(every)
    if unknown := [name for name in names if name not in every]:
        sys.exit(f"no target is called {', '.join(unknown)}; there are {', '.join(every)}")
    by_address = {address(name): name for name in names}
    seen: set[str] = set()

    def one_input(raw: bytes) -> None:
        # Bytes that name no target are shared out, so that no input is lost.
        name = by_address.get(raw[:2]) or names[int.from_bytes(raw[:2], "big") % len(names)]
        try:
            attack(every[name], raw[2:])
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{name} {type(error).__name__} {Path(place.filename).name}:{place.lineno}"
            if kind not in seen:
                seen.add(kind)
                code = hashlib.sha256(kind.encode()).hexdigest()[:8]
                (folder / f"crash-{name}-{code}").write_bytes(address(name) + raw[2:])
                print(f"\n{kind}: {error}\ninput {raw[2:].hex()}", file=sys.stderr, flush=True)

    return one_input


def fuzz(wanted: argparse.Namespace) -> None:
    """Ends the process when the time is over."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    # Only our own code is watched: it is what must hold.
    with atheris.instrument_imports(include=["scanner"]):
        from tests.fuzz.seeds import seeds

        one_input = shooter(wanted.only, wanted.folder)
    write_seeds(wanted.folder / "corpus", list(seeds()))
    limits = [
        f"-max_total_time={wanted.seconds}", f"-max_len={MOST_INPUT}", f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-timeout={MOST_SECONDS_AN_INPUT}", f"-artifact_prefix={wanted.folder}/", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *limits, str(wanted.folder / "corpus")], one_input)
    atheris.Fuzz()


def main() -> None:
    wanted = options()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if wanted.again:
        shooter("", wanted.folder)(wanted.again.read_bytes())
    elif wanted.attacking:
        fuzz(wanted)
    else:
        # A process of its own: the fuzzer ends its process without a word to Python.
        ended = subprocess.call([sys.executable, "-m", "tests.fuzz", "--attacking", *sys.argv[1:]])
        crashes = sorted(wanted.folder.glob("crash-*")) + sorted(wanted.folder.glob("[to]*-*"))
        for crash in crashes:
            print(f"Found {crash}; see it with: python -m tests.fuzz --again {crash}")
        sys.exit(1 if crashes or ended else 0)


if __name__ == "__main__":
    main()
