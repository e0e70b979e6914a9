# shellcheck shell=bash
# What the start scripts beside this file share: a Java that is new enough, and a build that is up to date. To be sourced.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
module=${module:-standalone} # what the script beside this one runs
target=$root/$module/target

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "Java is not installed: JDK 17 or later is needed (Debian: apt install openjdk-17-jdk-headless)."
version=$("$java" -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1)
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-of unknown version} is too old: JDK 17 or later is needed."

# Whether anything is newer than the last build.
stale() {
    [ ! -f "$target/built" ] || [ -n "$(find "$root" -path '*/target' -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -newer "$target/built" -print -quit)" ]
}

# Gates and tests are left to `mvn verify`.
build() {
    command -v mvn >/dev/null || fail "Maven is not installed: it is needed to build (Debian: apt install maven)."
    echo "Building (the first time, Maven fetches what it needs; later this takes seconds) ..." >&2
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    trap 'exit 130' INT
    MAVEN_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-}" \
        mvn -B -ntp -q -T 1C -Dquick -f "$root/pom.xml" -pl "$module" -am package >"$log" 2>&1 || {
        cat "$log" >&2
        fail "the build failed; what Maven said stands above."
    }
    touch "$target/built"
    rm -f "$log"
}

if stale; then
    exec 9<"$root/pom.xml"
    flock 9 # programs that are started together do not build together
    if stale; then build; fi
    exec 9<&-
fi
