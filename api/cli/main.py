"""The `lampyris` command: every command by name, and what each kind of refusal means for the exit status.

Exit status: 0 done (warnings may be listed), 1 the input is unsound, 2 wrong use, 3 the machine lacks
something.
Each command imports what it needs when it runs, so that `lampyris --help` answers at once.
"""

from __future__ import annotations

import errno
import sys

import typer

from api.cli import (
    catalogue,
    demo,
    export,
    goniometer,
    luminaire,
    order,
    picture,
    plan,
    reproduce,
    room,
    schema,
    serve,
    simulate,
    worker,
)
from api.cli.terminal import show_refusal
from kit.errors import LampyrisError, MachineLacks, UnsoundInput
from kit.problems import error

DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # what writing fails with, without a file's name

app = typer.Typer(
    name="lampyris",
    help="See the light before you buy the lamp.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(luminaire.luminaire)
app.command()(goniometer.goniometer)
app.command()(room.room)
app.command()(simulate.simulate)
app.command(cls=picture.PictureCommand)(picture.picture)
app.command()(plan.plan)
app.command()(export.export)
app.command()(order.order)
app.command()(reproduce.reproduce)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(demo.demo)
app.command()(schema.schema)
app.add_typer(catalogue.app, name="catalogue")


@app.callback()
def lampyris() -> None:
    """See the light before you buy the lamp: a room, real luminaires, true light, an order."""


def command_names() -> set[str]:
    """The words that may follow `lampyris`."""
    commands = {each.callback.__name__ for each in app.registered_commands if each.callback is not None}
    return commands | {each.name for each in app.registered_groups if isinstance(each.name, str)}


def main() -> None:
    """Run the command line of this process and end it with the contract's exit status."""
    try:
        app()
    except LampyrisError as refusal:
        show_refusal(refusal, as_json="--json" in sys.argv)
        sys.exit(3 if isinstance(refusal, MachineLacks) else 1)
    except OSError as fault:
        if fault.filename is None and fault.errno not in DISK:
            raise
        show_refusal(_of_file(fault), as_json="--json" in sys.argv)
        sys.exit(1)


def _of_file(fault: OSError) -> UnsoundInput:
    """A place where nothing can be read or written, in words."""
    place = "the output" if fault.filename is None else str(fault.filename)[:200]
    message = f"{place} cannot be used: {fault.strerror or type(fault).__name__}."
    hint = "Name a file, not too long, in a folder that you may write to, on a disk with room."
    return UnsoundInput([error("FILE_NOT_USABLE", "the command line", message, hint)])


if __name__ == "__main__":
    main()
