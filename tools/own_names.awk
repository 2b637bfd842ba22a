# tools/own_names.awk - which symbols of one object of the runtime get names that no program has: rt_ in front.
#
# Input: nm --format=posix. copied: functions of which the runtime has copies of its own; weak=1: inline functions too, unless
# they are of namespace rt. Output: lines for objcopy --redefine-syms. An n is no function, but the group of the variants
# of a constructor or destructor (C5, D5): the linker keeps one group of a name, so it goes with them. Layer: tools.
BEGIN {
  split(copied, list)
  for (i in list) own[list[i]]
}
$1 in own || weak && ($2 == "W" || $2 == "n" && /^_Z/) && $1 !~ /2rt/ { print $1, "rt_" $1 }
