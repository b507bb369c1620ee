#!/usr/bin/env bash
# Three nodes, two in this network namespace and one in another, with a cable between. Runs in namespaces of its own:
#   unshare -Urnm bash cable.sh <command of a node>
# Commands on standard input: "cut" and "mend".
set -euo pipefail

ip link set lo up
ip address add 10.9.0.1/32 dev lo
ip address add 10.9.0.2/32 dev lo

mkfifo "$HALLEY_CABLE/there"
unshare -n bash -c 'echo $$ > "$HALLEY_CABLE/pid"; read -r _ < "$HALLEY_CABLE/there"; exec "$@"' _ "$@" c 10.9.0.3 &
while [ ! -s "$HALLEY_CABLE/pid" ]; do read -r -t 0.05 _ <> <(:) || true; done
there=$(cat "$HALLEY_CABLE/pid")
trap 'kill $(jobs -p) 2> /dev/null' EXIT

inside() { nsenter --target "$there" --net ip "$@"; }
connect() {
  ip link set cable up
  ip route replace 10.9.0.3/32 via 10.9.1.2 src 10.9.0.1
  inside link set cable up
  inside route replace 10.9.0.0/24 via 10.9.1.1 src 10.9.0.3
}
ip link add cable type veth peer name cable netns "$there"
ip address add 10.9.1.1/24 dev cable
inside link set lo up
inside address add 10.9.0.3/32 dev lo
inside address add 10.9.1.2/24 dev cable
connect

"$@" a 10.9.0.1 &
"$@" b 10.9.0.2 &
echo go > "$HALLEY_CABLE/there"
while read -r command; do
  case "$command" in
    cut) inside link set cable down ;;
    mend) connect ;;
  esac
  echo "done $command"
done
