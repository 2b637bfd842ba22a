# tests/lint/layers.awk - includes point to the same room or to a lower one.
#
# Input: the sources of the rooms, named from the root. *_arch.h belongs to arch and is included without a
# folder. rt0/abi.h is the one header that points down: it declares what the rooms below define for it.
# Public headers (rt0/*.h, unless they say "Not a public header") include nothing from below rt0.
# Layer: tests.
BEGIN {
  split("base arch kernel_iface mem sched rt0 examples bench", rooms)
  for (i in rooms) height[rooms[i]] = i
}
FNR == 1 { split(FILENAME, path, "/"); own = path[1]; public = FILENAME ~ /^rt0\/.*\.h$/ }
FNR < 12 && /Not a public header/ { public = 0 }
match($0, /^[ \t]*#[ \t]*include[ \t]*["<][^">]*[">]/) {
  included = $0
  sub(/^[^"<]*["<]/, "", included)
  sub(/[">].*$/, "", included)
  slash = index(included, "/")
  room = slash ? substr(included, 1, slash - 1) : (included ~ /_arch\.h$/ ? "arch" : "")
  if (room == "" || !(room in height)) {
    if (!slash && $0 ~ /"/ && own != "examples" && own != "bench") report("include it from the root, with its folder")
    next
  }
  if (height[room] > height[own] && included != "rt0/abi.h") report(room " lies above " own)
  if (public && room != "rt0") report("a public header includes only public headers")
  if ((own == "examples" || own == "bench") && room != "rt0" && room != own) report("a program uses rt0/ alone")
}
function report(text) {
  printf "%s:%d: #include %s: %s\n", FILENAME, FNR, included, text
  bad = 1
}
END { exit bad }
