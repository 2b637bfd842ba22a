#!/bin/sh
# bench/needs.sh - installs the Debian packages of the peers that `make bench` measures beside us.
#
# `make bench` itself installs nothing: it takes what is there. Needs root or sudo only when something is missing.
# Layer: bench.
set -eu
missing=
need() {  # file or command, package
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
need go golang-go
need /usr/include/boost/fiber/all.hpp libboost-fiber-dev
need musl-gcc musl-tools
need strace strace
need taskset util-linux

[ -n "$missing" ] || exit 0
echo "installing:$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -q >/dev/null
# shellcheck disable=SC2086  # several packages
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q $missing >/dev/null
