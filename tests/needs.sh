#!/bin/sh
# tests/needs.sh - installs the Debian packages that the tests use and the machine lacks.
#
# Needs root or sudo only when something is missing. Layer: tests.
set -eu

missing=
need() {  # file or command, package
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
need g++ g++
need clang++ clang
need ld.lld lld
need objcopy binutils
need gdb gdb
need /usr/include/criterion/criterion.h libcriterion-dev
need qemu-x86_64 qemu-user
need strace strace
need shellcheck shellcheck
need musl-gcc musl-tools
need xargs findutils

[ -n "$missing" ] || exit 0
echo "installing:$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # several packages
if ! $sudo apt-get install -y -q $missing >/dev/null 2>&1; then
  $sudo apt-get update -q >/dev/null
  $sudo apt-get install -y -q $missing >/dev/null
fi
