# shellcheck shell=bash
#
# The ports of the programs that a script starts. To be sourced, not run.

# free_ports NUMBER: prints the first of so many ports in a row that nobody listens on, below those that the system hands out.
free_ports() {
  local first=$((20000 + RANDOM % 12000)) free=0
  while ((free < $1)); do
    if (: </dev/tcp/127.0.0.1/$((first + free))) 2>/dev/null; then
      free=0 first=$((20000 + RANDOM % 12000))
    else
      free=$((free + 1))
    fi
  done
  echo "$first"
}

# listens PROCESS PORT: whether it is that process, and not another one, that listens there.
listens() {
  local sockets
  sockets=$(awk -v port="$(printf ':%04X$' "$2")" '$4 == "0A" && $2 ~ port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  grep -qwF "${sockets:-none}" <<<"$(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null)"
}
