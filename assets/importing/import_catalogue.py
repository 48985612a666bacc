"""A shop's catalogue into a library: read, matched, made in parallel, put in place one by one, reported."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from assets.bulbs import Bulb
from assets.catalogue import read_catalogue
from assets.importing import library_folder
from assets.importing.made import Made, State
from assets.importing.make_luminaire import Job, make_luminaire
from assets.importing.match_files import Matched, match_files
from assets.importing.model_parts import Folders, parts_by_folder, parts_of
from assets.importing.offers import Offer
from assets.importing.read_offers import read_offers
from assets.importing.report import Report, not_hung_before, write_report
from assets.importing.sources import SourceFile, close_archives, list_sources
from assets.library_changes import put_staged, take_out_folder
from assets.read_bulbs import bulb_files, read_bulbs
from kit.errors import MachineLacks, UnsoundInput
from kit.problems import Problem, error, info, warning

FAILED = "IMPORT_FAILED"
VERSION = 1  # a change of it makes every sku again
PROCESSES_FROM = 24  # so many skus are worth processes of their own
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class ImportWishes:
    """What a person states for an import.

    Parameters
    ----------
    meanings
        What columns hold, by heading.
    currency
        Of prices that name none.
    remove_missing
        Whether skus that an import made and that are no longer offered are taken out.
    processes
        How many work at once.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    remove_missing: bool = False
    processes: int = 1


def import_catalogue(
    sources: Sequence[Path],
    library: Path,
    wishes: ImportWishes | None = None,
    progress: Progress = lambda step, share: None,
) -> Report:
    """Import what a shop hands in, and write the report beside the luminaires.

    Each sku is put in place whole or not at all, so that a run which is stopped leaves a sound library; a sku
    whose row and files are those of the last import is left as it is.

    Parameters
    ----------
    sources
        Folders, ZIP archives, tables and other files.
    library
        The folder of the library; made where it is missing.
    wishes
        What a person states.
    progress
        Told what is done, and the share of it.

    Raises
    ------
    UnsoundInput
        When nothing at all can be read of the sources, or the library's bulbs are unsound.
    """
    wishes = wishes or ImportWishes()
    library.mkdir(parents=True, exist_ok=True)
    library_folder.mend(library)
    progress("reading", 0.0)
    files, problems = list_sources(sources)
    read = read_offers(files, wishes.meanings, wishes.currency)
    problems += read.problems
    if not read.offers:
        message = "nothing in the sources offers a luminaire"
        hint = "Hand in a CSV with a column of skus, or photometric files."
        raise UnsoundInput([*problems, error("NOTHING_TO_IMPORT", "sources", message, hint)])
    matched, unclaimed, of_files = match_files(read.offers, files)
    problems += of_files
    folders = parts_by_folder(files)
    jobs = [_job(offer, matched[offer.sku], folders) for offer in read.offers]
    results, unchanged = _made(jobs, library, wishes.processes, progress)
    missing = _missing(library, {job.offer.sku for job in jobs}, wishes.remove_missing)
    if unclaimed:
        problems.append(_unclaimed(unclaimed))
    problems += _library_problems(library)
    report = Report(
        read.tables,
        problems,
        [results[job.offer.sku] for job in jobs],
        [file.name for file in unclaimed],
        missing,
        wishes.remove_missing,
        unchanged,
    )
    write_report(report, library)
    close_archives()
    library_folder.mend(library)
    return report


def _job(offer: Offer, matched: Matched, folders: Folders) -> Job:
    """All that a sku is made from, and the hash of it; lines of tables are not in it, they move."""
    beside = parts_of(matched.models, folders)
    said = {key: value for key, value in asdict(offer).items() if key not in ("where", "problems")}
    said["problems"] = [(problem.code, problem.message) for problem in (*offer.problems, *matched.problems)]
    used = [file for file in (matched.photometry, *matched.photographs, *matched.models, *beside) if file]
    said["files"] = [(file.base, file.digest()) for file in used]
    text = json.dumps([VERSION, said], sort_keys=True, default=str).replace(offer.where, "")
    return Job(offer, matched, beside, hashlib.sha256(text.encode()).hexdigest())


def _made(
    jobs: Sequence[Job], library: Path, processes: int, progress: Progress
) -> tuple[dict[str, Made], int]:
    """What came of each sku, made now or before, and how many were left as they are."""
    hung, refused = library_folder.imported(library), not_hung_before(library)
    results: dict[str, Made] = {}
    to_do: list[Job] = []
    for job in jobs:
        sku = job.offer.sku
        there, changed = hung.get(sku, (None, False))
        before = there or (None if (library / sku).exists() else refused.get(sku))
        if (library / sku).exists() and there is None:
            results[sku] = _not_ours(job)
        elif before is not None and before.sources == job.sources and not _failed(before):
            results[sku] = _as_before(before, job, changed)
        else:
            to_do.append(job)
    unchanged = len(results)
    bulbs = read_bulbs(bulb_files(library))
    for count, (job, made) in enumerate(_all_made(to_do, library, bulbs, processes), 1):
        sku = job.offer.sku
        there, changed = hung.get(sku, (None, False))
        if made.can_be_hung:
            put_staged(library, library / library_folder.STAGED / sku)
            made = _with(made, _replaced(job)) if changed else made
        elif there is not None:
            made = _with(made, _kept(job))
        results[sku] = made
        progress(f"{count} of {len(to_do)}", count / len(to_do))
    return results, unchanged


def _all_made(
    jobs: Sequence[Job], library: Path, bulbs: Mapping[str, Bulb], processes: int
) -> Iterator[tuple[Job, Made]]:
    """Each job and what came of it, as they are done; the folders are staged."""
    if processes < 2 or len(jobs) < PROCESSES_FROM:
        for job in jobs:
            yield job, make_staged(job, library, bulbs)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_leave_interrupts_to_parent)
    try:
        waiting = {pool.submit(make_staged, job, library, bulbs): job for job in jobs}
        for done in as_completed(waiting):
            fault = done.exception()  # of a process that died, say for want of memory
            yield waiting[done], done.result() if fault is None else _failure(waiting[done], fault)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def make_staged(job: Job, library: Path, bulbs: Mapping[str, Bulb]) -> Made:
    """Make one sku in a staged folder of the library, with its mark where it can be hung."""
    folder = library_folder.staged_folder(library, job.offer.sku)
    try:
        made = make_luminaire(job, folder, bulbs)
    except Exception as fault:  # one sku never stops the others
        made = _failure(job, fault)
    made.understood["row"] = job.offer.where
    if made.can_be_hung:
        library_folder.mark(folder, made)
    return made


def _failed(made: Made) -> bool:
    """Whether it is our own fault that it could not be made, so that it is tried again."""
    return any(finding["code"] == FAILED for finding in made.findings)


def _failure(job: Job, fault: BaseException) -> Made:
    told = f"it could not be made: {type(fault).__name__}: {str(fault)[:200]}"
    problem = error("IMPORT_FAILED", job.offer.where, told, "Import again; if it stays, report its files.")
    return Made(job.offer.sku, job.offer.article, State.NOT_HUNG, (problem.as_json(),), {}, job.sources)


def _as_before(before: Made, job: Job, changed: bool) -> Made:
    """What was made before, with the row's new place, and a word where somebody changed it since."""
    old, new = before.understood.get("row", ""), job.offer.where
    findings = tuple(
        {**each, "where": each["where"].replace(old, new)} if old else each for each in before.findings
    )
    made = replace(before, findings=findings, understood={**before.understood, "row": new})
    if not changed:
        return made
    message = "its entry was changed since it was imported and is left as it is"
    return _with(made, info("CHANGED_SINCE_IMPORT", job.offer.where, message))


def _with(made: Made, problem: Problem) -> Made:
    state = State.FINDINGS if made.state is State.READY and problem.severity == "warning" else made.state
    return replace(made, findings=(*made.findings, problem.as_json()), state=state)


def _not_ours(job: Job) -> Made:
    message = f"the library has a luminaire {job.offer.sku!r} that no import made; it is left as it is"
    hint = "Take it out of the library first, or give this article another sku."
    problem = warning("SKU_NOT_IMPORTED", job.offer.where, message, hint)
    return Made(job.offer.sku, job.offer.article, State.FINDINGS, (problem.as_json(),), {}, job.sources)


def _replaced(job: Job) -> Problem:
    message = "its entry was changed by hand since the last import; the new import replaces it"
    hint = "The version before is kept in the library's folder .before until the next change."
    return warning("CHANGES_REPLACED", job.offer.where, message, hint)


def _kept(job: Job) -> Problem:
    message = "the version of an earlier import is still in the library"
    return warning("KEPT_FROM_EARLIER", job.offer.where, message, "Mend what is said above and import again.")


def _missing(library: Path, offered: set[str], remove: bool) -> list[str]:
    """Skus that an import made and nobody offers now; taken out where that is wished."""
    missing = sorted(set(library_folder.imported(library)) - offered)
    if remove:
        for sku in missing:
            take_out_folder(library, sku)
    return missing


def _unclaimed(files: Sequence[SourceFile]) -> Problem:
    listed = ", ".join(file.name for file in files[:10]) + (" …" if len(files) > 10 else "")
    message = f"{len(files)} files belong to no sku: {listed}"
    return info(
        "FILES_NOT_USED", "sources", message, "Put the sku in the file's name, or name the file in the table."
    )


def _library_problems(library: Path) -> list[Problem]:
    """What makes the library as a whole unsound, such as two articles of one number."""
    try:
        read_catalogue(library)
    except UnsoundInput as unsound:
        return list(unsound.problems)
    except MachineLacks:  # nothing can be hung: each sku says why
        return []
    return []
