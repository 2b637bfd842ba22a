// tests/driver/self/fails.cc - directives none of which holds for child.sh.
//
// procs: 1
// run: text that goes on
// args: out
// stdout: hello
// run: status
// args: err
// stderr: oops
// run: standard error is not empty
// args: err
// status: 2
// run: pattern that is not there
// args: out
// stdout~ ^x
// run: pattern that is there
// args: out
// stdout!~ ^h
// run: time is up
// args: sleep
// timeout: 1
// run: unexpected signal
// args: signal
// run: no signal
// signal: 11
// run: bad pattern
// args: out
// stdout~ (
// run: file that is not there
// args: out
// stdout-file: no/such/file
