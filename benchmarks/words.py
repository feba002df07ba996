"""What others would do with the words of a workspace: the reference of several claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from core.gallery import Gallery


def tfidf(gallery: Gallery) -> csr_matrix:
    """Lay out the words of every profile, in the order of their keys, by scikit-learn alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 — only where it is the reference

    texts = []
    for key in sorted(gallery.workspace.profiles["key"]):
        words = gallery.portrait(key).content.words
        texts.append(
            [word for word, n in zip(words.terms, words.counts.tolist(), strict=True) for _ in range(n)]
        )
    vectors: csr_matrix = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(texts)
    return vectors
