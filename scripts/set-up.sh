#!/bin/sh
# Make .venv and install sheetcrm into it, with the versions of constraints.txt:  scripts/set-up.sh demo|test
# Needs Python 3.11 or newer and pip, nothing else; PYTHON=... names the Python to take.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:?usage: scripts/set-up.sh demo|test}
venv=.venv
case $wanted in
    demo) what=. ;;
    test) what='.[test]' ;;
    *) echo "usage: scripts/set-up.sh demo|test" >&2; exit 2 ;;
esac

say() { echo "set-up: $*" >&2; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-} python3 python python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    say "Python 3.11 or newer is needed and was not found. Install it, for example:"
    say "  Debian, Ubuntu:  apt-get install python3 python3-venv python3-pip"
    say "  macOS:           brew install python"
    say "or name one:  make ... PYTHON=/path/to/python3.12"
    exit 1
}

# A Python without ensurepip (Debian keeps it in python3-venv) still makes a venv, which its own pip can then fill.
make_venv() {
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv --clear "$venv"
    elif "$python" -c 'import venv' 2>/dev/null && "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
        "$python" -m venv --clear --without-pip "$venv"
        "$python" -m pip --python "$venv/bin/python" install --quiet --disable-pip-version-check pip
    else
        say "$python has neither the modules venv and ensurepip nor a pip of version 22.3 or newer."
        say "Install them, for example:  apt-get install python3-venv   (or: apt-get install python3-pip)"
        exit 1
    fi
}

if ! { new_enough "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    say "making $venv with $python"
    make_venv
fi

say "installing the libraries (once; a minute or two)"
install="$venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt"
$install setuptools
$install --no-build-isolation --editable "$what"
