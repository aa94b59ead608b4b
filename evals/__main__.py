"""`python -m evals` is `onrecord eval`."""

import sys

from rag.cli import main

sys.argv[:1] = ["onrecord", "eval"]
main()
