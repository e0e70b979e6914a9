# shellcheck shell=bash
#
# What the tool scripts beside this file share: where the cache is, how they
# speak, and how they install Debian packages. To be sourced, not run.

# Everything that is built or started lives under this folder, outside the
# checkout, so that a fresh clone on the same machine finds it again.
CURBLINE_CACHE=${CURBLINE_TOOLS:-$HOME/.cache/curbline}

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# apt_install PACKAGE...: installs packages without starting the services that
# come with them (a broker of ours must find its port free), and waits for
# another apt-get on the machine instead of failing on its lock.
apt_install() {
  command -v apt-get >/dev/null 2>&1 || fail "needs $*, and there is no apt-get"
  ((EUID == 0)) || fail "needs $*: install by hand, or run as root"
  mkdir -p "$CURBLINE_CACHE"
  # In a subshell, so that the lock and the trap end with it.
  (
    exec 8>"$CURBLINE_CACHE/apt.lock"
    flock 8
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod +x "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    say "installing $*"
    log=$CURBLINE_CACHE/apt.log
    apt=(apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 -qq)
    # The lists may be old or absent; a failing mirror shows in the install.
    "${apt[@]}" update </dev/null >"$log" 2>&1 8>&- || true
    if ! "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >>"$log" 2>&1 8>&-; then
      tail -n 5 "$log" >&2
      exit 1
    fi
  ) || fail "could not install $*"
}

# need COMMAND PACKAGE: installs PACKAGE when COMMAND is not on the path.
need() {
  command -v "$1" >/dev/null 2>&1 || apt_install "$2"
}

# once LOCKFILE READY BUILD: unless READY already succeeds, runs BUILD in a
# subshell while holding LOCKFILE. Whoever waited for the lock looks again and
# finds the other's work done. BUILD must not rely on errexit: a function whose
# result is tested runs without it, so it is run as a plain command here.
once() {
  local lockfile=$1 ready=$2 build=$3
  "$ready" && return
  mkdir -p "${lockfile%/*}"
  exec 9>"$lockfile"
  flock 9
  if ! "$ready"; then
    ("$build") 9>&-
  fi
  exec 9>&-
}
