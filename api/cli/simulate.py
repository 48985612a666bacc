"""`lampyris simulate CONFIG`: the measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.arguments import (
    ConfigurationFile,
    JsonOption,
    Quality,
    QualityOption,
    SceneOption,
    SeedOption,
    require_choice,
)
from api.cli.terminal import number, progress_bar, show_json, show_problems, show_table, tell


def simulate(
    config: ConfigurationFile,
    scene: SceneOption = None,
    quality: QualityOption = Quality.NORMAL,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    out: Annotated[
        Path | None, typer.Option("--out", file_okay=False, help="Folder for measures.json and plan.svg.")
    ] = None,
) -> None:
    """Work out the light of a configuration: illuminances, uniformity, glare, watts."""
    from render.device import require_device

    require_device()  # before what stands on it is imported
    from api.cli.reading import read_scene
    from render.measures import measure
    from render.options import options_for
    from render.simulate import simulate as solve

    read = read_scene(config)
    if scene is not None:
        require_choice("--scene", scene, sorted(read.configuration.scenes))
    show_problems(read.scene.problems)
    with progress_bar("light") as progress:
        field = solve(read.scene, options_for(quality.value, seed), progress)
    document = with_reading_time(measure(field, scene), read.seconds)
    told = [problem.as_json() for problem in read.scene.problems]
    show_problems(problem for problem in document["problems"] if problem not in told)
    if out is not None:
        write_results(out, document, read.plan_svg())
    if as_json:
        show_json(document)
    else:
        show_table(measure_rows(document))


def with_reading_time(document: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The measures with the time that reading the files took, which only the command knows."""
    timing = dict(document["timing_s"])
    before = timing.get("read") or 0.0
    timing["read"] = seconds
    timing["total"] = timing["total"] + seconds - before
    return {**document, "timing_s": timing}


def measure_rows(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The measures as two columns for a reader."""
    rows = [("scene", document["scene"] or "everything burns")]
    rows += [(plane["name"], _plane(plane)) for plane in document["planes"]]
    rows += [(f"all {group['name']}", _surfaces(group)) for group in document["surface_groups"]]
    rows += [(f"glare for {entry['name']}", _glare(entry)) for entry in document["observers"]]
    rows += [_target(entry) for entry in document["targets"]]
    rows.append(("power", number(document["power_w"], "W")))
    rows.append(("power density", number(document["power_density_w_m2"], "W/m²", digits=3)))
    if document["energy"] is not None:
        rows.append(("energy", _energy(document["energy"])))
    rows.append(("energy balance", number(document["energy_balance"], digits=5)))
    rows.append(("time", number(document["timing_s"]["total"], "s", digits=3)))
    return rows


def _plane(plane: dict[str, Any]) -> str:
    """Mean, minimum and uniformity of a plane with their errors, and power for each 100 lx."""

    def shown(name: str, unit: str = "", digits: int = 4) -> str:
        tail = f"_{unit}" if unit else ""
        error = number(plane[f"{name}_standard_error{tail}"], unit, digits=2)
        return f"{number(plane[name + tail], unit, digits=digits)} ± {error}"

    text = f"mean {shown('mean', 'lx')}, minimum {shown('min', 'lx')}"
    text += f", uniformity {shown('uniformity', digits=3)}"
    if plane["mean_uncertainty_lx"] is not None:
        text += f"; mean ± {number(plane['mean_uncertainty_lx'], 'lx', digits=2)} with the stated tolerances"
    per_100_lx = plane["power_density_per_100_lx_w_m2"]
    return text if per_100_lx is None else f"{text}; {number(per_100_lx, 'W/m²', digits=3)} per 100 lx"


QUANTITIES = {
    "illuminance_lx": ("mean", "lx"),
    "uniformity": ("uniformity", ""),
    "unified_glare_rating": ("UGR", ""),
    "colour_rendering_index": ("Ra", ""),
}


def _target(entry: dict[str, Any]) -> tuple[str, str]:
    """What a standard asks for, and whether it is met."""
    quantity, unit = QUANTITIES[entry["quantity"]]
    room = entry["room"] or entry["use"]
    most = "at most" if entry["quantity"] == "unified_glare_rating" else "at least"
    asked = f"{quantity} {most} {number(entry['target'], unit, digits=3)}"
    verdict = entry["status"]
    if entry["value"] is not None:
        by = number(abs(entry["difference"]), unit, digits=2)
        verdict += f" on {entry['measured_on']}, {'better' if entry['difference'] >= 0 else 'short'} by {by}"
        if entry["standard_error"] is not None:
            verdict += f" ± {number(entry['standard_error'], unit, digits=2)}"
    remark = "" if entry["seen"] == "seen" else f", {entry['seen']}"
    return f"{room}: {entry['task']}", f"{asked}: {verdict} ({entry['source']}{remark})"


def _surfaces(group: dict[str, Any]) -> str:
    mean, error = group["mean_illuminance_lx"], group["mean_illuminance_standard_error_lx"]
    luminance = number(group["mean_luminance_cd_m2"], "cd/m²", digits=3)
    return f"mean {number(mean, 'lx')} ± {number(error, 'lx', digits=2)}, {luminance}"


def _energy(energy: dict[str, Any]) -> str:
    """Energy and cost of a year, and what they leave out."""
    text = f"{number(energy['energy_kwh'], 'kWh')} a year"
    text += f", {number(energy['energy_density_kwh_m2'], 'kWh/m²', digits=3)}"
    if energy["cost"] is not None:
        text += f", {energy['cost']['amount']} {energy['cost']['currency']}"
    left_out = ", ".join(energy["scenes_without_hours"])
    return f"{text}; without hours: {left_out}" if left_out else text


def _glare(entry: dict[str, Any]) -> str:
    from render.glare_table import rating_text

    if entry["ugr"] is None:
        return f"UGR – ({entry['reason']})"
    worst = entry["luminaires"][0]
    error = number(entry["ugr_standard_error"], digits=2)
    return f"UGR {rating_text(entry['ugr'])} ± {error}, {worst['share']:.0%} of it from {worst['id']}"


def write_results(folder: Path, document: dict[str, Any], plan: str | None) -> None:
    """Write measures.json, and plan.svg where there is a plan, into a folder that is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "measures.json").write_text(text + "\n", encoding="utf-8")
    if plan is not None:
        (folder / "plan.svg").write_text(plan, encoding="utf-8")
    tell(f"the results are in {folder}")
