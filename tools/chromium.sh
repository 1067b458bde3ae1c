#!/bin/sh
# Sees to it that the browser of the tests is there. Installs Debian's where nobody is asked: as root, or with CI set.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then
        exit 0
    fi
done

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if [ -z "${CI:-}" ] || ! command -v sudo >/dev/null; then
        echo "The tests need Chromium: install it ('sudo apt install chromium' on Debian), or Google Chrome." >&2
        exit 1
    fi
    as_root=sudo
fi
if ! command -v apt-get >/dev/null; then
    echo "The tests need Chromium, and this system has no apt-get to install it with: put chromium or google-chrome into PATH." >&2
    exit 1
fi
echo "Installing Chromium for the tests ..."
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
