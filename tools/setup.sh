#!/bin/sh
# Makes .venv and installs the pinned packages of one requirements file into it; does nothing when that is done.
# Usage: tools/setup.sh requirements.txt      (PYTHON=/a/python3 names the interpreter)
set -eu
cd "$(dirname "$0")/.."
wanted=$1
python=.venv/bin/python
# The stamp is what was installed, letter for letter: a changed pin or a new checkout installs again, a new date does not.
stamp=.venv/$wanted

fail() {
    echo "$1" >&2
    exit 1
}

# "3.11" when the interpreter runs and is new enough, else nothing.
version_of() {
    "$1" -c 'import sys; sys.version_info < (3, 11) or print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

# The first interpreter that can make an environment with pip. Debian leaves that part out of its python3.
find_python() {
    without_pip=
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.14 python3.13 python3.12 python3.11 python; fi
    for name in "$@"; do
        version=$(version_of "$name")
        [ -n "$version" ] || continue
        if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$name"
            return
        fi
        without_pip=${without_pip:-$version}
    done
    [ -z "$without_pip" ] || fail "Python $without_pip has no pip for environments: run 'apt install python$without_pip-venv' (Debian, Ubuntu), or name another one with PYTHON=/a/python3."
    [ -z "${PYTHON:-}" ] || fail "$PYTHON is not Python 3.11 or later: name another one with PYTHON=/a/python3."
    fail "Python 3.11 or later is needed and was not found: install it, or name it with PYTHON=/a/python3."
}

if [ -n "$(version_of $python)" ] && cat requirements.txt "$wanted" | cmp -s - "$stamp"; then
    exit 0
fi
if [ -z "$(version_of $python)" ] || ! $python -m pip --version >/dev/null 2>&1; then
    chosen=$(find_python)
    echo "Making the environment .venv with $chosen ($(version_of "$chosen")) ..."
    "$chosen" -m venv --clear .venv
fi
echo "Installing the packages of $wanted (about a minute, once) ..."
$python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
cat requirements.txt "$wanted" >"$stamp"
