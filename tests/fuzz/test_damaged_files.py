"""Five thousand damaged files of every kind: read or refused, quickly, and nothing misread in silence.

The large campaign over the same cases and many more is `make fuzz`.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from campaign import (
    MEGABYTES_OF_GROWTH,
    SECONDS_A_CASE,
    Tally,
    TimeLimit,
    TooSlowError,
    run_case,
    run_cases,
)
from mutations import OF_TEXTS
from other_readers import eulumdat_py_reads_otherwise, ies2rad_reads_otherwise
from subjects import SUBJECTS, Subject, photometric_files

from assets.read_photometry import read_photometry
from kit.errors import UnsoundInput

CASES = {"ies": 2500, "ldt": 2500, "gldf": 500}
FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "photometry"


def test_every_subject_has_its_share() -> None:
    assert set(CASES) == set(SUBJECTS)


@pytest.mark.parametrize("name", CASES)
def test_damaged_files(name: str) -> None:
    tally = run_cases(name, range(CASES[name]), FOLDER if FOLDER.is_dir() else None)
    assert tally.failures == []
    assert tally.counts["cases"] == CASES[name]
    assert tally.slowest_s < SECONDS_A_CASE
    assert tally.growth_mb < MEGABYTES_OF_GROWTH
    compared = ("compared", "read otherwise") if SUBJECTS[name].disagreement else ()
    for outcome in ("refused", "accepted", "warned", *compared):
        assert tally.counts[outcome] > 0, outcome  # the cases reach everything there is to see


@pytest.mark.parametrize(
    ("ending", "reads_otherwise"),
    [("ies", ies2rad_reads_otherwise), ("ldt", eulumdat_py_reads_otherwise)],
)
def test_sound_files_are_read_as_others_read_them(ending: str, reads_otherwise, tmp_path: Path) -> None:
    for name, data in photometric_files(ending)(FOLDER if FOLDER.is_dir() else None):
        photometry = read_photometry(data, f"x.{ending}")
        told = reads_otherwise(data, photometry, tmp_path)
        assert told is None or SUBJECTS[ending].warned(photometry), (name, told)


@pytest.mark.parametrize("ending", ["ies", "ldt"])
def test_the_comparison_can_fail(ending: str, tmp_path: Path) -> None:
    ((_, data), *_) = photometric_files(ending)(None)
    ours = read_photometry(data, f"x.{ending}")
    light = ours.distribution
    assert SUBJECTS[ending].disagreement(data, ours, tmp_path) is None
    object.__setattr__(
        light, "intensity_cd", light.intensity_cd * np.linspace(1.0, 1.01, len(light.gamma_deg))
    )
    assert "cd towards" in SUBJECTS[ending].disagreement(data, ours, tmp_path)


def test_every_mutation_changes_most_files_and_repeats() -> None:
    data = dict(photometric_files("ies")(None))["own-none"]
    for mutation in OF_TEXTS:
        changed = [mutation(data, Random(seed)) for seed in range(20)]
        assert changed == [mutation(data, Random(seed)) for seed in range(20)]
        assert sum(one != data for one in changed) >= 12, mutation.__name__


def test_the_harness_sees_crashes_hangs_and_silence(tmp_path: Path) -> None:
    def hangs(data: bytes) -> None:
        while True:
            pass

    def crashes(data: bytes) -> None:
        raise KeyError("x")

    def refuses(data: bytes) -> None:
        raise UnsoundInput([])

    def said_of(read, examine=lambda _: None, warned=False) -> str | None:
        subject = Subject(lambda _: [], read, examine, lambda _: warned, lambda *_: "more light")
        return run_case(subject, b"", "case", Tally(), tmp_path)

    assert "took more than" in said_of(hangs)
    assert "KeyError" in said_of(crashes)
    assert said_of(refuses) == "refused without an error"
    assert "unsound" in said_of(lambda _: 1, crashes)
    assert said_of(lambda _: 1) == "accepted without a warning; another reader has more light"
    assert said_of(lambda _: 1, warned=True) is None
    with pytest.raises(TooSlowError), TimeLimit(0.05):
        hangs(b"")
