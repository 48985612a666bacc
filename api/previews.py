"""Previews: ask for one, look how far it is, cancel it, take its files; and the work of making one."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from api.configurations import kept_files
from api.records.configurations import ConfigurationRecord, find_configuration
from api.records.pages import Page
from api.records.previews import (
    CANCELLED,
    DONE,
    FAILED,
    WORKING,
    PreviewRecord,
    add_preview,
    change_preview,
    find_preview,
    list_previews,
)
from api.render_processes import RenderCancelled, RenderFailed, RenderProcesses, ServiceStopping
from api.render_work import PROBLEMS, SAID
from api.rooms_named import readings_of
from api.wiring import Wiring
from kit.errors import UnknownRecord
from kit.problems import Problem, error, require_sound
from render.options import QUALITIES

LARGEST_SEED = 2**31 - 1
FEWEST_SECONDS_BETWEEN_REPORTS = 0.2
MOST_ATTEMPTS = 5  # a preview that took its process down so often is given up

_log = logging.getLogger("lampyris.previews")


def request_preview(
    wiring: Wiring,
    configuration_id: str,
    *,
    scene: str | None = None,
    view: str | None = None,
    quality: str = "normal",
    seed: int = 1,
    version: int | None = None,
    light: bool = False,
) -> PreviewRecord:
    """Ask for the picture and the numbers of a saved configuration.

    The record and its workflow are written in one commit, so that what was accepted is also made.

    Parameters
    ----------
    scene, view
        Names in the configuration; None is every luminaire at its own dimming, and the first view.
    quality
        ``draft``, ``normal`` or ``final``.
    seed
        Same configuration and seed, same picture.
    version
        Of the configuration; None is the newest.
    light
        Whether the files that light the room in a browser are made too.

    Raises
    ------
    UnknownRecord
        When there is no such configuration or version.
    UnsoundInput
        With ``UNKNOWN_SCENE``, ``UNKNOWN_VIEW``, ``UNKNOWN_QUALITY`` and ``SEED_OUT_OF_RANGE``.
    """
    from api.workflows.queues import enqueue_preview

    with wiring.database.reading() as connection:
        configuration = find_configuration(connection, configuration_id, version)
    require_sound(_check_wishes(configuration.document, scene, view, quality, seed))
    preview = PreviewRecord(
        id=wiring.identifiers.new("preview"),
        configuration_id=configuration_id,
        configuration_version=configuration.version,
        scene=scene,
        view=view,
        quality=quality,
        seed=seed,
        created_at=wiring.identifiers.now(),
        light=light,
    )
    with wiring.database.writing() as connection:
        add_preview(connection, preview)
        enqueue_preview(connection, wiring.database.address, preview.id)
    return preview


def preview(wiring: Wiring, preview_id: str) -> PreviewRecord:
    """How far a preview is; raises UnknownRecord."""
    with wiring.database.reading() as connection:
        return find_preview(connection, preview_id)


def previews(
    wiring: Wiring, *, limit: int, after: str | None = None, configuration_id: str | None = None
) -> Page[PreviewRecord]:
    """Previews of one configuration or of all, newest first."""
    with wiring.database.reading() as connection:
        return list_previews(connection, limit=limit, after=after, configuration_id=configuration_id)


def cancel_preview(wiring: Wiring, preview_id: str) -> PreviewRecord:
    """Give a preview up; one that is final already stays as it is. Raises UnknownRecord."""
    with wiring.database.writing() as connection:
        find_preview(connection, preview_id)
        change_preview(connection, preview_id, state=CANCELLED, finished_at=wiring.identifiers.now())
        return find_preview(connection, preview_id)


def preview_file(wiring: Wiring, preview_id: str, name: str) -> bytes:
    """A preview's file, such as ``picture.png``, ``measures.json`` or ``light/manifest.json``.

    ``draft.png`` and ``draft.exr`` are there before the preview is finished, all others once it is.

    Raises
    ------
    UnknownRecord
        When there is no such preview, or it has no such file (yet).
    """
    record = preview(wiring, preview_id)
    if name not in record.files:
        raise UnknownRecord(f"preview {preview_id} is {record.state} and has no {name}")
    return wiring.files.read(record.files[name])


def render_job(
    wiring: Wiring,
    configuration: ConfigurationRecord,
    *,
    scene: str | None,
    view: str | None,
    quality: str,
    seed: int,
    light: bool = False,
) -> dict[str, Any]:
    """The job for a render child: everything it needs, as plain data; see `api.render_work.run`."""
    library = wiring.settings.library
    return {
        "configuration": configuration.document,
        "rooms": readings_of(wiring, configuration),
        "files": kept_files(wiring, configuration),
        "library": None if library is None else str(library),
        "cache_folder": str(wiring.settings.cache_folder),
        "scene": scene,
        "view": view,
        "quality": quality,
        "seed": seed,
        "light": light,
    }


def work_on_preview(wiring: Wiring, processes: RenderProcesses, preview_id: str) -> str:
    """Make one preview and write down what came of it; may be repeated.

    Returns
    -------
    str
        The state that the preview ended in.

    Raises
    ------
    ServiceStopping
        When this process ends; the preview stays to be made.
    """
    record = preview(wiring, preview_id)
    if record.is_final:
        return record.state
    report = _Report(wiring, record.id)
    if record.attempts >= MOST_ATTEMPTS:
        text = "The picture took its process down several times; choose a lower quality or a simpler room."
        _fail(report, "PREVIEW_GIVEN_UP", text)
        return FAILED
    report.begin(record.attempts + 1)
    report.progress("read", 0.0)
    try:
        results = processes.run(
            _job_of(wiring, record),
            report.progress,
            report.is_cancelled,
            report.early,
            room_key=record.configuration_id,
        )
        problems, said = json.loads(results.pop(PROBLEMS)), json.loads(results.pop(SAID))
        files = {name: wiring.files.keep(content) for name, content in results.items()}
        report.finish(DONE, progress=1.0, step="done", files=files, problems=problems, ev=said.get("ev"))
    except ServiceStopping:
        report.begin(record.attempts)  # the picture is not to blame
        raise
    except RenderCancelled:
        report.finish(CANCELLED)
    except RenderFailed as failure:
        _fail(report, failure.code, str(failure), list(failure.problems))
    except Exception:
        _log.exception("preview %s failed", preview_id)
        _fail(
            report, "PREVIEW_FAILED", "The preview failed because of a fault of ours; it has been recorded."
        )
    return preview(wiring, preview_id).state


def _fail(report: _Report, code: str, message: str, problems: list[dict[str, Any]] | None = None) -> None:
    report.finish(FAILED, error={"code": code, "message": message}, problems=problems or [])


def _job_of(wiring: Wiring, record: PreviewRecord) -> dict[str, Any]:
    with wiring.database.reading() as connection:
        configuration = find_configuration(connection, record.configuration_id, record.configuration_version)
    return render_job(
        wiring,
        configuration,
        scene=record.scene,
        view=record.view,
        quality=record.quality,
        seed=record.seed,
        light=record.light,
    )


class _Report:
    """Writes down how far a preview is, at each step and a few times a second; hears if it was cancelled."""

    def __init__(self, wiring: Wiring, preview_id: str) -> None:
        self._wiring = wiring
        self._id = preview_id
        self._next_write = 0.0
        self._step = ""
        self._next_look = 0.0
        self._cancelled = False

    def begin(self, attempts: int) -> None:
        with self._wiring.database.writing() as connection:
            change_preview(connection, self._id, attempts=attempts)

    def progress(self, step: str, share: float) -> None:
        now = time.monotonic()
        if step == self._step and now < self._next_write:
            return
        self._step, self._next_write = step, now + FEWEST_SECONDS_BETWEEN_REPORTS
        with self._wiring.database.writing() as connection:
            share = min(max(share, 0.0), 1.0)
            if not change_preview(connection, self._id, state=WORKING, step=step, progress=share):
                self._cancelled = True

    def early(self, files: dict[str, bytes]) -> None:
        """Files that can be shown while the others are still made."""
        kept = {name: self._wiring.files.keep(content) for name, content in files.items()}
        with self._wiring.database.writing() as connection:
            if not change_preview(connection, self._id, state=WORKING, files=kept):
                self._cancelled = True

    def is_cancelled(self) -> bool:
        now = time.monotonic()
        if not self._cancelled and now >= self._next_look:
            self._next_look = now + FEWEST_SECONDS_BETWEEN_REPORTS
            self._cancelled = preview(self._wiring, self._id).is_final
        return self._cancelled

    def finish(self, state: str, **changes: Any) -> None:
        moment = self._wiring.identifiers.now()
        with self._wiring.database.writing() as connection:
            change_preview(connection, self._id, state=state, finished_at=moment, **changes)


def _check_wishes(
    document: Mapping[str, Any], scene: str | None, view: str | None, quality: str, seed: int
) -> list[Problem]:
    problems: list[Problem] = []
    scenes = list(document.get("scenes") or {})
    views = [each["name"] for each in document.get("views") or []]
    for code, where, name, known in (
        ("UNKNOWN_SCENE", "scene", scene, scenes),
        ("UNKNOWN_VIEW", "view", view, views),
        ("UNKNOWN_QUALITY", "quality", quality, list(QUALITIES)),
    ):
        if name is not None and name not in known:
            expected = ", ".join(known) if known else "none, because the configuration has none"
            message = f"The {where} is {name!r}; expected was one of: {expected}."
            problems.append(error(code, where, message, f"Choose a {where} from the list."))
    if not 0 <= seed <= LARGEST_SEED:
        message = f"The seed is {seed}; a whole number from 0 to {LARGEST_SEED} was expected."
        problems.append(error("SEED_OUT_OF_RANGE", "seed", message, "Leave it out or take 1."))
    return problems
