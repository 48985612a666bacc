"""A machine that lacks the ray caster's libraries: status 3, and how to mend it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# what Dr.Jit does where a shared library of its own is missing
BROKEN = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "drjit":
            raise NameError("name 'drjit_ext' is not defined")

sys.meta_path.insert(0, Missing())
sys.argv = ["lampyris", "simulate", {file!r}, "--json"]
from api.cli.main import main
main()
"""


def test_it_says_what_is_missing_and_how_to_mend_it() -> None:
    sample = Path(__file__).resolve().parents[2] / "scenes" / "samples" / "living-room.lampyris.json"
    program = BROKEN.format(file=str(sample))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 3
    assert "apt-get install libllvm19" in done.stderr
    refusal = json.loads(done.stdout)
    assert (refusal["code"], refusal["problems"]) == ("MACHINE_LACKS", [])
    assert refusal["message"] in done.stderr
    assert "Traceback" not in done.stderr
