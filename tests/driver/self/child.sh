#!/bin/sh
# tests/driver/self/child.sh - a child for the driver's own test: does what its first argument says.
#
# Layer: tests.
# shellcheck disable=SC3045  # every sh of Debian has these limits
case ${1-} in
  out) printf 'hello\nworld\n' ;;
  err) echo oops >&2; exit 2 ;;
  in) cat ;;
  env) env ;;
  words) printf '<%s>\n' "$@" ;;
  signal) kill -SEGV $$ ;;
  sleep) sleep 60 ;;
  limits) ulimit -s; ulimit -n ;;
esac
