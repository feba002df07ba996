"""The nine classifiers of [B] 4 and the one that only counts, each with the grid it is tuned on.

[B]'s Table 6 has the grids by name only: these are ours. They are data, so that a page can print them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sklearn.dummy import DummyClassifier
from sklearn.ensemble import AdaBoostClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAJORITY = "majority"


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """A classifier as it is tuned: ``grid`` maps each of its parameters to the values that are tried.

    ``make`` is given a seed. ``is_scaled``: features are brought to mean 0 and deviation 1 first.
    """

    key: str
    label: str
    grid: Mapping[str, tuple[Any, ...]]
    make: Callable[[int], Any]
    is_scaled: bool = False

    def pipeline(self, seed: int, *, shows_gaps: bool) -> Pipeline:
        """Make it, behind the filling of gaps: whatever is learned is learned from the training pairs.

        Missing values become the median; where ``shows_gaps``, a further column says that they were missing.
        """
        filled = SimpleImputer(strategy="median", add_indicator=shows_gaps, keep_empty_features=True)
        scaled = [("scaled", StandardScaler())] if self.is_scaled else []
        return Pipeline([("filled", filled), *scaled, ("model", self.make(seed))])


def _mlp(seed: int) -> Any:
    # it stops where the loss does: pairs set apart for an early stop would share profiles with the others
    return MLPClassifier(tol=1e-3, n_iter_no_change=10, max_iter=1_000, random_state=seed)


def _boosted(seed: int) -> Any:
    return AdaBoostClassifier(DecisionTreeClassifier(random_state=seed), random_state=seed)


CLASSIFIERS: tuple[Classifier, ...] = (
    Classifier(
        "logistic",
        "Logistic regression",
        {"C": (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)},
        lambda seed: LogisticRegression(max_iter=5_000, random_state=seed),
        is_scaled=True,
    ),
    Classifier(
        "neighbours",
        "k nearest neighbours",
        {"n_neighbors": (3, 5, 9, 15, 25), "weights": ("uniform", "distance")},
        lambda _: KNeighborsClassifier(algorithm="brute"),
        is_scaled=True,
    ),
    Classifier(
        "svm",
        "Support vector machine",
        {"C": (0.1, 1.0, 10.0, 100.0), "gamma": ("scale", 0.003, 0.01, 0.03, 0.1)},
        lambda seed: SVC(kernel="rbf", random_state=seed),
        is_scaled=True,
    ),
    Classifier(
        "tree",
        "Decision tree",
        {"max_depth": (2, 3, 5, 8, 12, None), "min_samples_leaf": (1, 5, 20, 50), "criterion": ("gini", "entropy")},
        lambda seed: DecisionTreeClassifier(random_state=seed),
    ),
    Classifier(
        "forest",
        "Random forest",
        {"max_features": ("sqrt", 0.2, 0.4), "min_samples_leaf": (1, 2, 5, 10), "max_depth": (6, 12, None)},
        lambda seed: RandomForestClassifier(n_estimators=100, random_state=seed),
    ),
    Classifier(
        "ada",
        "AdaBoost",
        {"n_estimators": (20, 40, 60), "learning_rate": (0.1, 0.3, 1.0), "estimator__max_depth": (1, 2, 3)},
        _boosted,
    ),
    Classifier(
        "gradient",
        "Gradient boosting",
        {
            "max_iter": (50, 100, 200),
            "learning_rate": (0.03, 0.1, 0.2),
            "max_leaf_nodes": (7, 15, 31),
            "l2_regularization": (0.0, 1.0, 10.0),
        },
        lambda seed: HistGradientBoostingClassifier(early_stopping=False, random_state=seed),
    ),
    Classifier(
        "bayes",
        "Naive Bayes",
        {"var_smoothing": (1e-9, 1e-6, 1e-3, 1e-2, 1e-1, 1.0)},
        lambda _: GaussianNB(),
        is_scaled=True,
    ),
    Classifier(
        "mlp",
        "Multilayer perceptron",
        {"hidden_layer_sizes": ((32,), (64,), (64, 32)), "alpha": (1e-4, 1e-2, 1.0), "learning_rate_init": (1e-3, 3e-3)},
        _mlp,
        is_scaled=True,
    ),
)  # fmt: skip
BASELINE = Classifier(MAJORITY, "Majority", {}, lambda _: DummyClassifier(strategy="prior"))
