"""The house is built as drawn: who may import whom, what is where, how large a room may be."""

import ast

import pytest

from tests.rule import ASPECTS, FOLDERS, ROOT, imported, modules, violations

NOTHING = '"""A module."""\n'


def test_the_modules_are_found():
    found = modules()
    assert "core/keys.py" in found
    assert {path.split("/")[0] for path in found} <= {*FOLDERS, "app.py"}
    assert len(found) > 40


@pytest.mark.parametrize("path", modules())
def test_a_module_keeps_the_rules(path):
    assert violations(path, (ROOT / path).read_text(encoding="utf-8")) == []


def test_the_core_imports_nothing_above_it():
    for path in modules():
        if path.startswith("core/"):
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            above = [
                module
                for _, module in imported(tree)
                if module.split(".")[0] in {"components", "pages", "app", "tests"}
            ]
            assert above == [], path


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("core/keys.py", "import streamlit", "may not import streamlit"),
        ("core/keys.py", "def f():\n    import pyvis.network", "may not import pyvis.network"),
        ("core/keys.py", "import plotly.express", "may not import plotly"),
        ("core/report.py", "import figures.cost", "where the module begins"),
        ("core/report.py", "from plotly import io", "where the module begins"),
        ("core/keys.py", "from components import shell", "may not import components.shell"),
        ("core/keys.py", "from . import text", "name the package"),
        ("core/keys.py", "import tweepy", "may not import tweepy"),
        ("core/sources/x_v1.py", "import requests", "may not import requests"),
        ("core/sources/table.py", "import socket", "imports socket"),
        ("core/survey.py", "import sqlalchemy", "may not import sqlalchemy"),
        ("core/casebook.py", "import dask", "may not import dask"),
        ("core/keys.py", "import torch", "may not import torch"),
        ("core/keys.py", "import pickle", "imports pickle"),
        ("components/jobs.py", "from pickle import loads", "imports pickle"),
        ("core/keys.py", "from urllib.request import urlopen", "imports urllib.request"),
        ("core/keys.py", "from urllib import request", "imports urllib.request"),
        ("core/keys.py", "import random", "imports random"),
        ("core/keys.py", "import time", "imports time"),
        (
            "core/audience/overlap.py",
            "from core.content import cleaning",
            "the aspect audience may not import core.content",
        ),
        (
            "core/behaviour/trait.py",
            "from core import audience",
            "the aspect behaviour may not import core.audience",
        ),
        (
            "core/behaviour/trait.py",
            "from core.portrait import draw_portrait",
            "may not import core.portrait",
        ),
        ("figures/cost.py", "from core.gallery import Gallery", "may not import core.gallery"),
        ("figures/cost.py", "import streamlit", "may not import streamlit"),
        ("components/card.py", "from pages import compare", "may not import pages.compare"),
        ("components/card.py", "import sklearn", "may not import sklearn"),
        ("pages/compare.py", "import pandas", "may not import pandas"),
        ("pages/compare.py", "from core.gallery import Gallery", "may not import core.gallery"),
        ("pages/compare.py", "from figures import cost", "may not import figures.cost"),
        ("app.py", "from core import workspace", "may not import core.workspace"),
        ("pages/compare.py", "x = 1\ny = x * 2", "no arithmetic"),
        ("pages/compare.py", "x = 1\nx += 2", "no arithmetic"),
        ("pages/compare.py", "class Page:\n    x = 1", "declares no class"),
        ("pages/compare.py", "import enum\nclass Page(enum.Enum):\n    x = 1", "declares no class"),
        ("pages/compare.py", "from functools import cache\n@cache\ndef f(): ...", "keeps no cache"),
        (
            "pages/compare.py",
            "import streamlit as st\n@st.cache_data\ndef f(): ...",
            "cache_data is for components/compute.py",
        ),
        (
            "components/card.py",
            "import streamlit as st\n@st.cache_resource\ndef f(): ...",
            "cache_resource is for",
        ),
        (
            "components/card.py",
            "from streamlit import session_state",
            "session_state is for components/state.py",
        ),
        ("pages/compare.py", "import streamlit as st\nst.session_state['a'] = 1", "session_state is for"),
        (
            "components/card.py",
            "import streamlit as st\nst.markdown('', unsafe_allow_html=True)",
            "unsafe_allow_html is for",
        ),
        ("components/card.py", "import streamlit as st\nst.html('')", "st.html is for components/embed.py"),
        (
            "components/card.py",
            "import streamlit as st\nst.iframe('')",
            "st.iframe is for components/embed.py",
        ),
        (
            "components/card.py",
            "import streamlit as st\nst.components.v1.html('')",
            "st.components.v1.html is for",
        ),
        (
            "components/card.py",
            "import streamlit as st\nst.secrets['A']",
            "secrets is for components/credential.py",
        ),
        ("components/card.py", "from streamlit import secrets", "secrets is for components/credential.py"),
        ("core/fetch.py", "import os\nos.environ['A']", "environ is for"),
        ("core/fetch.py", "from os import getenv", "getenv is for nobody"),
        ("core/keys.py", "eval('1')", "eval is for nobody"),
        ("core/keys.py", "from datetime import datetime\ndatetime.now()", "datetime.now is for"),
        ("figures/cost.py", "import pandas as pd\npd.Timestamp.now()", "pd.Timestamp.now is for nobody"),
        ("core/keys.py", "import numpy as np\nnp.random.seed(1)", "np.random.seed is for nobody"),
        ("core/keys.py", "import numpy as np\nnp.load('a', allow_pickle=True)", "allow_pickle is for nobody"),
        ("core/keys.py", "try:\n    x = 1\nexcept ValueError:\n    pass", "in silence"),
        ("core/keys.py", "try:\n    x = 1\nexcept:\n    raise", "a bare except"),
        ("components/card.py", "import streamlit as st\nst.text_input('a')", "no max_chars"),
        ("core/utils.py", "", "utils says nothing"),
        ("components/helpers/a.py", "", "helpers says nothing"),
        ("pages/compare.py", "\n" * 81, "at most 80"),
        ("app.py", "\n" * 41, "at most 40"),
        ("core/keys.py", "\n" * 301, "at most 300"),
        ("core/keys.py", "def f():\n" + "    x = 1\n" * 41, "f has 41 lines, at most 40"),
    ],
)
def test_the_checker_catches_a_planted_violation(path, source, said):
    assert any(said in found for found in violations(path, NOTHING + source)), violations(
        path, NOTHING + source
    )


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "core/keys.py",
            "import numpy as np\nimport re\nfrom core.text import LINK\nfrom core import schema",
        ),
        ("core/report.py", "def f():\n    from figures import cost\n    import plotly.io"),
        ("core/sources/live_x.py", "import tweepy\nimport socket"),
        (
            "core/portrait.py",
            "from core.audience.interactions import audience\nfrom core.content.sketch import content",
        ),
        ("core/audience/overlap.py", "from core.audience import network\nfrom core.model import Contact"),
        (
            "pages/compare.py",
            "from datetime import date\nimport streamlit as st\nx: int | None = None\ny = f'{x}'",
        ),
        ("figures/cost.py", "import plotly.graph_objects as go\nx = 1 - 2"),
        ("components/embed.py", "import streamlit as st\nst.iframe('')"),
        ("components/card.py", "import streamlit as st\nst.text_area('a', max_chars=9)"),
        ("components/import_form.py", "from datetime import datetime\ndatetime.now()"),
        ("core/keys.py", "def f():\n    '''" + "\n" * 60 + "'''\n" + "\n    # why\n" * 30 + "    return 1"),
    ],
)
def test_the_checker_lets_pass_what_is_allowed(path, source):
    assert violations(path, NOTHING + source) == []


@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_aspect_is_kept_apart_from_every_other(aspect):
    for other in ASPECTS:
        found = violations(f"core/{aspect}/one.py", f"{NOTHING}from core.{other}.two import x")
        assert bool(found) == (other != aspect)


def eagerly(path):
    """Modules of ours, and torch, that are imported as soon as this one is."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_every_module_that_cannot_be_imported_without_torch_is_left_out_where_there_is_none(pytestconfig):
    imports = {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): eagerly(path)
        for path in modules()
    }
    needing, before = {"torch"}, 0
    while len(needing) > before:
        before = len(needing)
        needing |= {name for name, those in imports.items() if those & needing}
    conftest = pytestconfig.pluginmanager.getplugin(str(ROOT / "conftest.py"))
    known = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in conftest.OF_TORCH
    }
    assert needing - {"torch"} <= known
    assert len(needing) > 5
