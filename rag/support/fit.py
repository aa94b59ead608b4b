"""Numbers fitted on dev gold by `python -m evals.support`, read from `support.json` beside this file."""

import json
from functools import cache
from pathlib import Path

from rag.fitted import Calibration

FILE = Path(__file__).with_name("support.json")


@cache
def load(file: Path = FILE) -> Calibration:
    """Read the weights, the bias and the threshold."""
    return Calibration(**json.loads(file.read_text(encoding="utf-8"))["calibration"])
