"""No value of a persona, nothing of the safety factor and nothing that a picture shows reaches the verdict."""

import ast
import json
import shutil
import subprocess
import sys

import pytest

from core.gallery import Gallery
from core.measures import all_measures
from core.safety.portrayal import portrayed
from core.verdict.score import judge
from core.verdict.view import VIEWS
from core.workspace import Workspace
from tests.persona.writing import SAID
from tests.rule import ROOT, imported, modules, under
from tests.safety.tied import shares, tie, vectors

JUDGED = {"classes": shares("Judgers", 0.9), "network": "n1"}

KEPT_OUT = [
    "core.persona",
    "core.persona_training",
    "core.safety",
    "core.attachment",
    "core.media_training",
    "core.model.persona",
    "core.model.safety",
    "core.model.media",
]
# What trains, applies, keeps and says the verdict, and the experiments that judge it.
VERDICT = [path for path in modules() if path.startswith(("core/verdict/", "core/validation/"))]
WITHOUT = """
import json, sys
kept_out = json.loads(sys.argv[2])
for name in [one for one in kept_out if not one.startswith("core.model")]:
    sys.modules[name] = None  # importing it, or anything in it, fails from here on
from pathlib import Path
from core.gallery import Gallery
from core.verdict.score import judge
from core.workspace import Workspace
gallery = Gallery(Workspace(Path(sys.argv[1])))
keys = sorted(gallery.workspace.profiles["key"])
found = judge(gallery, [(keys[0], other) for other in keys[1:]])
print(json.dumps([repr(found.verdict(row)) for row in range(len(found.names))]))
"""


def files(module):
    """Give the paths of a module of ours, from the root: a file, or a package."""
    path = module.replace(".", "/")
    return [one for one in (f"{path}.py", f"{path}/__init__.py") if (ROOT / one).exists()]


def reached(paths):
    """List every module of ours that some need, over however many others."""
    seen, left = set(), list(paths)
    while left:
        path = left.pop()
        if path in seen:
            continue
        seen.add(path)
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for _, module in imported(tree):
            parts = module.split(".")
            for depth in range(1, len(parts) + 1):
                left += files(".".join(parts[:depth]))
    return {path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".") for path in seen}


def test_nothing_that_the_verdict_needs_knows_of_personas():
    needed = reached(VERDICT)
    assert "core.gallery" in needed  # so the walk does walk
    # the model's package tells the names of all values; it holds none
    assert [
        name for name in sorted(needed) if under(name, KEPT_OUT) and not name.startswith("core.model")
    ] == []


@pytest.mark.parametrize("path", VERDICT)
def test_no_module_of_the_verdict_names_a_value_of_a_persona(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {name.split(".")[-1] for _, name in imported(tree)}
    assert names.isdisjoint({"Persona", "AxisScore", "Cluster", "Clustering", "Safety", "HybridSimilarity"})
    assert names.isdisjoint({"ProfileMedia", "PersonaMedia", "MediaAnalysis", "Attachment"})
    told = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert told.isdisjoint({"media", "media_state"})


def test_the_walk_finds_what_is_kept_out_where_it_is_needed():
    assert "core.model.persona" in reached(["core/model/persona.py"])
    assert "core.model.safety" in reached(["core/safety/judge.py"])
    assert "core.attachment" in reached(["core/safety/people.py"])


def test_the_verdict_is_the_same_where_there_are_no_personas(folder, gallery):
    program = [sys.executable, "-c", WITHOUT, str(folder), json.dumps(KEPT_OUT)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, check=True, text=True)
    keys = sorted(gallery.workspace.profiles["key"])
    found = judge(gallery, [(keys[0], other) for other in keys[1:]])
    assert json.loads(done.stdout) == [repr(found.verdict(row)) for row in range(len(found.names))]


def test_no_measure_and_no_view_is_of_a_persona():
    """A measure would reach surveys, maps and every classifier that is trained on the register."""
    assert {measure.aspect for measure in all_measures()}.isdisjoint({"persona", "safety"})
    assert not any("persona" in view.measure for view in VIEWS)


@pytest.fixture
def tied(folder, tmp_path):
    """Copy the workspace and tie a file to its first three profiles."""
    shutil.copytree(folder, tmp_path / "tied")
    for seed, key in enumerate(sorted(Workspace(folder).profiles["key"])[:3]):
        tie(tmp_path / "tied", key, f"clip {seed}", said=" ".join(SAID), vectors=vectors(seed), **JUDGED)
    return tmp_path / "tied"


def test_the_verdict_is_the_same_whatever_is_tied_to_profiles(folder, gallery, tied):
    first = min(gallery.workspace.profiles["key"])
    assert portrayed(Gallery(Workspace(tied)), first).media.n_judged == 1
    program = [sys.executable, "-c", WITHOUT, str(tied), json.dumps(KEPT_OUT)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, check=True, text=True)
    keys = sorted(gallery.workspace.profiles["key"])
    found = judge(gallery, [(keys[0], other) for other in keys[1:]])
    assert json.loads(done.stdout) == [repr(found.verdict(row)) for row in range(len(found.names))]


def test_no_portrait_that_pairs_are_measured_by_holds_media(tied):
    gallery = Gallery(Workspace(tied))
    assert gallery.media_state()
    assert all(gallery.portrait(key).media is None for key in gallery.workspace.profiles["key"])
