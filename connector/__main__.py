"""``python -m connector VERB``: exit status 0 done, 1 a `ConnectorError` (its sentence on standard error), 2 wrong usage."""

import os
import sys

from connector.errors import ConnectorError


def main(words: list[str] | None = None) -> int:
    """Runs one verb.

    Args:
        words: the command line without the program's name; default: the process's.

    Returns:
        The exit status.
    """
    try:
        return _run(words)
    except KeyboardInterrupt:
        return 130


def _run(words: list[str] | None) -> int:
    # Loading these takes a second, in which Ctrl-C is no error either.
    from connector.cli.arguments import parser
    from connector.cli.output import say
    from connector.cli.verbs import VERBS

    arguments = parser().parse_args(words)
    try:
        VERBS[arguments.verb](arguments)
        sys.stdout.flush()
    except ConnectorError as error:
        say(str(error))
        return 1
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): not our failure.
        _forget_output()
        return 0
    except OSError as error:  # a full disk behind standard output, or a file that a verb was told to write
        say(f"{error.filename or 'The answer'} cannot be written: {error.strerror}. Make room, or write elsewhere.")
        _forget_output()
        return 1
    return 0


def _forget_output() -> None:
    """Python must not complain when it flushes what is left at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
