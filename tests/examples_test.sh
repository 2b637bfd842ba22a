#!/bin/bash
# tests/examples_test.sh - the example tools against the system's: wc, cat and echo give the same bytes.
#
# tests/examples_test.sh BUILD. Random texts of several alphabets, with and without UTF-8, around the sizes where wc
# changes its way of reading; options, operands, standard input from a file and from a pipe. Layer: tests.
set -u
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0 checks=0

# same NAME COMMAND...: runs COMMAND as the system's tool and as ours, and compares all that can be seen.
same() {
  local tool=$1
  shift
  (exec -a "$tool" "/usr/bin/$tool" "$@") <"$input" >want.out 2>want.err
  local want=$?
  (exec -a "$tool" "$build/examples/$tool" "$@") <"$input" >got.out 2>got.err
  local got=$?
  checks=$((checks + 1))
  if [ $want != $got ] || ! cmp -s want.out got.out || ! cmp -s want.err got.err; then
    echo "differs: LC_ALL=$LC_ALL GOMAXPROCS=$GOMAXPROCS $tool $* <$input ($got, not $want)"
    diff want.out got.out | head -4
    diff want.err got.err | head -4
    failed=$((failed + 1))
  fi
}

head -c 1500000 /dev/urandom >random
head -c 1500000 /dev/urandom | base64 >ascii
head -c 1200000 /dev/urandom | od -An -tu1 | tr ' 0123456789' ' éщ中\t\r\v\f𝄞a\n' >mixed_bytes
head -c 700000 /dev/urandom | od -An -tx1 |
  sed 's/ 0/é/g; s/ 1/ /g; s/ 2/中文/g; s/ 3/щ/g; s/ 4/\xc2\xa0/g; s/ 5/\xe2\x80\xa8/g; s/ 6/\t/g; s/ 7/\xf0\x9f/g' >utf8
head -c 100 utf8 >short
: >empty
cat ascii utf8 random >large
printf 'a\nb' >'name with space'

for LC_ALL in C C.UTF-8; do
  export LC_ALL
  for GOMAXPROCS in 1 4; do
    export GOMAXPROCS
    for file in random ascii mixed_bytes utf8 short empty large; do
      for options in '' -l -w -m -c -L -lwmcL -lw; do
        input=/dev/null
        same wc $options "$file"
        input=$file
        same wc $options
      done
    done
    input=ascii
    for arguments in '-l utf8 ascii' 'none ascii' '-w - utf8' '-x' '--foo' '--lines=1' '--max utf8' '/tmp' \
      '-c /proc/version' '/proc/version' '-- -x' 'short -l' '-cm empty empty'; do
      same wc $arguments
    done
    same wc 'name with space' 'missing name'
    same cat random - empty
    same cat short -
    same cat
    same echo -n 'a  b' c
    same echo
  done
done
[ "$(cat large | "$build/examples/wc" -lw)" = "$(cat large | wc -lw)" ] || failed=$((failed + 1))
[ "$("$build/examples/sieve" 10 | tr '\n' ' ')" = '2 3 5 7 11 13 17 19 23 29 ' ] || failed=$((failed + 1))
[ "$("$build/examples/hello")" = 'hello, world' ] || failed=$((failed + 1))
echo "examples: $checks comparisons, $failed differ"
[ $failed = 0 ]
