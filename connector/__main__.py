"""``python -m connector VERB``: exit status 0 done, 1 a `ConnectorError` (its sentence on standard error), 2 wrong usage."""

import os
import sys

from connector.cli.arguments import parser
from connector.cli.output import say
from connector.cli.verbs import VERBS
from connector.errors import ConnectorError


def main(words: list[str] | None = None) -> int:
    """Runs one verb.

    Args:
        words: the command line without the program's name; default: the process's.

    Returns:
        The exit status.
    """
    arguments = parser().parse_args(words)
    try:
        VERBS[arguments.verb](arguments)
    except ConnectorError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): not our failure, and Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
