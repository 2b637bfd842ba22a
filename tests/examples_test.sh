#!/bin/bash
# tests/examples_test.sh - the example tools against the system's: wc, cat and echo give the same bytes.
#
# tests/examples_test.sh BUILD. Random texts of several alphabets, with and without UTF-8, around the sizes where wc
# changes its way of reading; options, operands, names from a file, standard input from a file and from a pipe;
# files that are cut short or grow meanwhile. Layer: tests.
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
printf 'ascii\0short\0\0empty\0missing\0a\nb\0name with space' >names
printf 'short\0-\0' >names_stdin
printf '\0' >names_empty
printf short >names_one

# at_offset BYTES COMMAND...: same, with standard input that was read so far already.
at_offset() {
  local bytes=$1 tool=$2
  shift 2
  want=$( { head -c "$bytes" >skipped; "/usr/bin/$tool" "$@"; } <large)
  got=$( { head -c "$bytes" >skipped; "$build/examples/$tool" "$@"; } <large)
  checks=$((checks + 1))
  [ "$want" = "$got" ] && return
  echo "differs: LC_ALL=$LC_ALL GOMAXPROCS=$GOMAXPROCS $tool $* behind $bytes bytes ($got, not $want)"
  failed=$((failed + 1))
}

# changed SIZE: a file that gets another size while it is counted. Any count will do, of what was there.
changed() {
  local size=$1 status
  truncate -s 300M changing
  "$build/examples/wc" -w changing >got.out 2>got.err &
  sleep 0.0"$((RANDOM % 5))"
  truncate -s "$size" changing
  wait $!
  status=$?
  checks=$((checks + 1))
  [ $status = 0 ] && [ ! -s got.err ] && return
  echo "differs: GOMAXPROCS=$GOMAXPROCS wc of a file that becomes $size: status $status, $(head -1 got.err)"
  failed=$((failed + 1))
}

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
    for names in names names_stdin names_empty names_one empty /tmp; do
      input=$names
      same wc --files0-from="$names"
      same wc -l --files0-from "$names"
      same wc --files0=-
    done
    input=ascii
    for arguments in '--files0-from' '--files0-from=none' '--files0-from=names short' "--files0-from=names it's" '--files0-from= -x' \
      '--files0-from=none --files0-from=names_one'; do
      same wc $arguments
    done
    for bytes in 1 63 64 65 1048575 1048576 1048579 2000001; do
      at_offset $bytes wc -lwmL
      at_offset $bytes wc -l
    done
    for size in 0 5000001 100M 400M; do changed $size; done
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
