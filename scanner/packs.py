"""Finds checks and probes, ours and others', and says where each comes from.

A pack is a Python package that an entry point of the group `vaglio.packs` (checks) or
`vaglio.probes` (probes) names, or a folder with Python files that the configuration names.
What is wrong with a pack is told in one sentence; nothing of it is used then.
"""

import ast
import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from scanner.plugin import Check, Probe

FORBIDDEN = frozenset(
    {"socket", "ssl", "subprocess", "scapy", "nmap", "asyncio", "ctypes", "multiprocessing", "http", "urllib"}
    | {"requests", "httpx", "aiohttp", "socketserver", "_socket", "ftplib", "smtplib", "telnetlib"}
)
"""Modules that a check has no use for. `scanner.sensor` is forbidden too."""

RULES = "recognise.toml"

COMPUTED = "a module whose name is computed"


class PackError(ValueError):
    """A pack that can't be used; the message is one sentence with the place and the cure."""


@dataclass(frozen=True)
class Pack:
    """Where plug-ins come from. `origin` is what the report prints."""

    name: str
    origin: str
    checks: tuple[Check[Any], ...] = ()
    probes: tuple[Probe[Any], ...] = ()
    folder: Path | None = None

    @property
    def has_rules(self) -> bool:
        """Whether it brings rules of its own by which machines are recognised (`scanner.agent.rules`)."""
        return self.folder is not None and (self.folder / RULES).is_file()


@dataclass(frozen=True)
class Catalogue:
    """All checks that are in use, by id, with the pack that each comes from."""

    packs: tuple[Pack, ...]
    checks: dict[str, Check[Any]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the packs' translations may be."""
        return tuple(pack.folder for pack in self.packs if pack.folder)


def load_checks(folders: Sequence[str] = ()) -> Catalogue:
    """Every check that is installed or in one of `folders`. Raises PackError."""
    packs = [*_installed("vaglio.packs"), *(_from_folder(Path(folder)) for folder in folders)]
    catalogue = Catalogue(tuple(packs))
    for pack in packs:
        if not (pack.checks or pack.probes or pack.has_rules):
            raise PackError(f"the pack {pack.name} ({pack.origin}) holds no check: take it out or fill it")
        for check in pack.checks:
            _add(catalogue, pack, check)
    return catalogue


def load_probes(package: str, folders: Sequence[str] = ()) -> tuple[Probe[Any], ...]:
    """The probes of `package`, of installed packs, and of `folders`. Raises PackError. Sensor only."""
    own = _collect(importlib.import_module(package), Probe)
    others = list(_installed("vaglio.probes"))
    others += [_from_folder(Path(folder)) for folder in folders]
    found: dict[str, Probe[Any]] = {}
    for probe in (*own, *(probe for pack in others for probe in pack.probes)):
        if probe.id in found and found[probe.id] is not probe:
            raise PackError(f"two packs have a probe called {probe.id}: rename one of them")
        found[probe.id] = probe
    return tuple(found.values())


def _add(catalogue: Catalogue, pack: Pack, check: Check[Any]) -> None:
    taken = catalogue.origins.get(check.id)
    if taken is not None:
        raise PackError(
            f"the pack {pack.name} ({pack.origin}) has a check called {check.id}, which {taken} has "
            "already: rename it"
        )
    catalogue.checks[check.id] = check
    catalogue.origins[check.id] = pack.origin


def _installed(group: str) -> Iterator[Pack]:
    for entry in sorted(entry_points(group=group), key=lambda e: (e.name != "vaglio", e.name)):
        yield _from_entry(entry)


def _from_entry(entry: EntryPoint) -> Pack:
    origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
    spec = _guarded(entry.name, lambda: importlib.util.find_spec(entry.module))
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None:
        raise PackError(f"the pack {entry.name} names {entry.module}, which is not there: install it again")
    if entry.group == "vaglio.packs":
        _refuse_wires(entry.name, [Path(str(spec.origin))] if not spec.submodule_search_locations
                      else sorted(folder.rglob("*.py")))  # fmt: skip
    module = _guarded(entry.name, lambda: importlib.import_module(entry.module))
    checks, probes = (_guarded(entry.name, lambda k=kind: _collect(module, k)) for kind in (Check, Probe))
    return Pack(entry.name, origin, checks, probes, folder)


def _from_folder(folder: Path) -> Pack:
    if not folder.is_dir():
        raise PackError(f"the pack folder {folder} is not there: mend the path under `packs`")
    files = sorted(path for path in folder.glob("*.py") if not path.name.startswith("test_"))
    _refuse_wires(folder.name, files)
    modules = [_guarded(folder.name, lambda path=path: _load_file(folder, path)) for path in files]
    checks = tuple(item for module in modules for item in _own(module, Check))
    probes = tuple(item for module in modules for item in _own(module, Probe))
    return Pack(folder.name, f"folder {folder}", checks, probes, folder)


def _load_file(folder: Path, path: Path) -> ModuleType:
    name = f"vaglio_pack_{abs(hash(str(folder.resolve()))):x}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _guarded(name: str, load: Any) -> Any:
    try:
        return load()
    except PackError:
        raise
    except (Exception, SystemExit) as error:
        raise PackError(f"the pack {name} can't be loaded ({type(error).__name__}: {error})") from error


def _collect(module: ModuleType, kind: type[Any]) -> tuple[Any, ...]:
    """What of `kind` a package and its submodules define, each once."""
    found: dict[int, Any] = {id(item): item for item in _own(module, kind)}
    for info in pkgutil.walk_packages(getattr(module, "__path__", []), module.__name__ + "."):
        found |= {id(item): item for item in _own(importlib.import_module(info.name), kind)}
    return tuple(found.values())


def _own(module: ModuleType, kind: type[Any]) -> list[Any]:
    return [item for item in vars(module).values() if isinstance(item, kind)]


def _refuse_wires(name: str, files: Iterable[Path]) -> None:
    """A check judges; it is never handed a wire, and it may not bring its own."""
    for path in files:
        try:
            tree = ast.parse(path.read_text("utf-8"))
        except (SyntaxError, ValueError, RecursionError) as error:
            raise PackError(f"the pack {name}: {path.name} is not Python ({error})") from error
        except OSError as error:
            raise PackError(f"the pack {name}: {path.name} can't be read ({error.strerror})") from error
        for line, module in _imports(tree):
            reaches_out = module.split(".")[0] in FORBIDDEN or module.startswith("scanner.sensor")
            if reaches_out or module == COMPUTED:
                raise PackError(
                    f"the pack {name}: {path.name}, line {line}, imports {module}: a check may not "
                    "reach the network; take what it needs from evidence"
                )


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in ("__import__", "import_module"):
            first = node.args[0] if node.args else None
            yield node.lineno, str(first.value) if isinstance(first, ast.Constant) else COMPUTED


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
