#!/bin/sh
# Fetches the OpenSearch of the tests, once, where Java 17 and Maven are there; installs these with CI set.
# Usage: tools/opensearch.sh [VERSION]
set -eu
cd "$(dirname "$0")/.."
version=${1:-1.3.13.0}
place=build/opensearch/$version

skip() {
    echo "The tests against OpenSearch are skipped: $1." >&2
    exit 0
}

if ! command -v javac >/dev/null || ! command -v mvn >/dev/null; then
    [ -n "${CI:-}" ] || skip "they need Java 17 or later (a JDK) and Maven"
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    echo "Installing Java and Maven for the tests ..."
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        openjdk-17-jdk-headless maven >/dev/null || skip "Java 17 and Maven could not be installed"
fi
[ -e "$place/whole" ] && exit 0
echo "Fetching OpenSearch $version for the tests (40 MB, once) ..."
rm -rf "$place"
mkdir -p "$place"
mvn --batch-mode --quiet --file tests/cluster/node/pom.xml dependency:copy-dependencies -DincludeScope=runtime \
    "-Drunner=$version" "-DoutputDirectory=$PWD/$place" >/dev/null 2>&1 || skip "Maven cannot fetch OpenSearch $version"
touch "$place/whole"
