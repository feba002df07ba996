"""An ONNX model that is loaded, on two threads at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    Array = np.ndarray[Any, Any]

_ERRORS_ONLY = 3


class Session:
    """One model, whose outputs are asked for by name.

    Parameters
    ----------
    file : Path
        Checked already (:class:`core.persona.media.weight.Weights`).
    threads : int

    Raises
    ------
    ModelError
        If onnxruntime is not there, or cannot read the file.
    """

    def __init__(self, file: Path, threads: int = 2) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 — an extra
        except ImportError as error:
            message = "onnxruntime is not installed: run `make media`"
            raise ModelError(message) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(file), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its errors have no common root but this one
            message = f"{file} cannot be loaded ({str(error)[:120]}): run `make media` to make it anew"
            raise ModelError(message) from error
        self._input = self._session.get_inputs()[0].name

    def run(self, outputs: list[str], given: Array) -> list[Array]:
        """Give the outputs for one input."""
        found: list[Array] = self._session.run(outputs, {self._input: given})
        return found
