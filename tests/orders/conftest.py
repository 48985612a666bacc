"""The folder of the orders' tests is on the path, so that the backends' contract can be imported."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
