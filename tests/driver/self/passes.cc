// tests/driver/self/passes.cc - directives that all hold for child.sh.
//
// procs: 1 3
// run: text, lines and patterns
// args: out
// stdout: hello
// stdout: world
// stdout~ ^w.*d$
// stdout!~ ^h.*d$
// run: status and standard error
// args: err
// status: 2
// stderr: oops
// run: standard input
// args: in
// stdin: one
// stdin:
// stdin: two
// stdout: one
// stdout:
// stdout: two
// run: words
// args: words 'a b' "c d" e\ f
// stdout: <words>
// stdout: <a b>
// stdout: <c d>
// stdout: <e f>
// run: environment
// args: env
// env: A=b c
// env: GOMAXPROCS=abc
// stdout~ ^A=b c$
// stdout~ ^GOMAXPROCS=abc$
// stdout!~ ^GOMAXPROCS=[0-9]
// run: a value of GOMAXPROCS for each process
// procs: 7
// args: env
// stdout~ ^GOMAXPROCS=7$
// run: signal
// args: signal
// signal: 11
// run: closed descriptor
// args: out
// closed: 1
// status: 1
// stderr~ .
// run: limits
// args: limits
// limit: s 64
// limit: n 20
// stdout: 64
// stdout: 20
// run: another command
// under: env X=1
// args: env
// stdout~ ^X=1$
