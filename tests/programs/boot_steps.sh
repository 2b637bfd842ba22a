#!/bin/sh
# tests/programs/boot_steps.sh - run a program with the boot trace on and print the steps, without times and values.
# Layer: tests.
GODEBUG=boottrace=1 "$@" 2>&1 >/dev/null | sed -e 's/^boottrace: *[0-9.]* us  //' -e 's/ why=[^ ]*/ why=/' -e 's/=[^ ]*/=/g'
