"""Every claim about speed and size, measured: ours, a reference, the ratio, the target.

``python -m benchmarks`` runs one module a claim; each has ``run(bench) -> list[Line]``.
"""
