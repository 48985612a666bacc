"""What an import made and found: as JSON, and as a table that a shop can open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.importing.made import Made, State, made_from
from assets.library_names import NEW, REPORT, REPORT_TABLE
from kit.problems import Problem


@dataclass(frozen=True)
class Report:
    """One import: tables as understood, problems of the whole, each sku, and what no sku claims."""

    tables: Sequence[dict[str, Any]]
    problems: Sequence[Problem]
    skus: Sequence[Made]
    unused_files: Sequence[str]
    missing: Sequence[str]  # imported before and no longer offered
    removed: bool  # whether those were taken out
    unchanged: int = 0

    def totals(self) -> dict[str, int]:
        """How many skus are in which state, and how many of them have a stand-in."""
        counts = {state.value: sum(made.state is state for made in self.skus) for state in State}
        hung = [made for made in self.skus if made.can_be_hung]
        stand_ins = sum(bool(made.understood.get("stand_in")) for made in hung)
        return {"skus": len(self.skus), "can be hung": len(hung), **counts, "stand-ins": stand_ins}

    def as_json(self) -> dict[str, Any]:
        """The whole report; the same import gives the same document."""
        return {
            "totals": self.totals(),
            "tables": list(self.tables),
            "problems": [problem.as_json() for problem in self.problems],
            "unused_files": list(self.unused_files),
            "no_longer_offered": {"skus": list(self.missing), "removed": self.removed},
            "skus": [made.as_json() for made in self.skus],
        }

    def as_table(self) -> str:
        """One row per sku: state, what it was taken as, findings, what to add; CSV marked as UTF-8."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(
            (
                *("sku", "article", "state", "stand-in", "family", "mounting", "size (mm)"),
                *("luminous flux (lm)", "findings", "what to add"),
            )
        )
        for made in self.skus:
            known = made.understood
            size = " x ".join(f"{1000 * part:.0f}" for part in known.get("size_m", []))
            graver = [f for f in made.findings if f["severity"] != "info"]
            writer.writerow(
                [
                    _cell(made.sku),
                    _cell(made.article),
                    made.state.value,
                    "yes" if known.get("stand_in") else "",
                    known.get("family", {}).get("is", ""),
                    known.get("mounting", {}).get("is", ""),
                    size,
                    known.get("luminous_flux_lm", ""),
                    _cell("; ".join(f"{f['code']}: {f['message']}" for f in graver)),
                    _cell(" ".join(made.to_add())),
                ]
            )
        return "\ufeff" + out.getvalue()


def _cell(text: str) -> str:
    """A cell that no table program takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def write_report(report: Report, library: Path) -> list[Path]:
    """Write both files into a library where they differ from what is there; returns those written."""
    texts = {
        REPORT: json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n",
        REPORT_TABLE: report.as_table(),
    }
    written = []
    for name, text in texts.items():
        path = library / name
        data = text.encode()
        if path.is_file() and path.read_bytes() == data:
            continue
        beside = path.with_name(path.name + NEW)
        beside.write_bytes(data)
        beside.replace(path)
        written.append(path)
    return written


def not_hung_before(library: Path) -> dict[str, Made]:
    """What the last report says of skus that are not in the library."""
    try:
        document = json.loads((library / REPORT).read_text(encoding="utf-8"))
        made = [made_from(each) for each in document["skus"]]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {each.sku: each for each in made if not each.can_be_hung}
