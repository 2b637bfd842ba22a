# tests/programs.awk - which program is made in which builds: prints BUILD/NAME for each.
#
# Input: sources of test programs. Reads `// builds:` of the leading comment (docs/testing.md).
# Layer: tests.
function flush_program(   i, n, list) {
  if (name == "") return
  n = split(builds, list, " ")
  for (i = 1; i <= n; i++) print list[i] "/" name
}
FNR == 1 {
  flush_program()
  name = FILENAME
  sub(/^tests\/programs\//, "", name)
  sub(/\.cc$/, "", name)
  builds = name ~ /^std\// ? "gcc clang hosted" : "gcc clang debug"
  leading = 1
}
!/^\/\// { leading = 0 }
leading && /^\/\/ builds: / { builds = substr($0, 12) }
END { flush_program() }
