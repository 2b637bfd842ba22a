// bench/peers/bench.go - the rows of bench/sched.cc written in Go: same work, same names, same output.
//
//	GOMAXPROCS=2 bench ROW [N]
//
// A row that it does not know is status 3. Go 1.19 or later.
package main

import (
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

var repetitions = func() int {
	if n, err := strconv.Atoi(os.Getenv("BENCH_REPS")); err == nil && n > 0 {
		return n
	}
	return 9
}()

func report(row string, values []float64, unit string, n int) {
	sort.Float64s(values)
	p := runtime.GOMAXPROCS(0)
	fmt.Printf("%s_w%d\t%.2f\t%s\n", row, p, values[len(values)/2], unit)
	fmt.Printf("# %s_w%d min=%.2f max=%.2f reps=%d n=%d\n", row, p, values[0], values[len(values)-1], len(values), n)
}

func timed(job func()) time.Duration {
	begin := time.Now()
	job()
	return time.Since(begin)
}

// perOp chooses n so that one repetition takes about 0.3 s, a multiple of 1600 so that all tasks get equal shares.
func perOp(row string, nominal int, job func(n int)) {
	const multiple = 1600
	round := func(n int) int { return (n/multiple + 1) * multiple }
	n := round(nominal / 200)
	took := timed(func() { job(n) })
	for took < 40*time.Millisecond && n < nominal*16 {
		n *= 4
		took = timed(func() { job(n) })
	}
	n = round(int(float64(n) * 0.3 / took.Seconds()))
	var values []float64
	for i := 0; i < repetitions; i++ {
		values = append(values, float64(timed(func() { job(n) }).Nanoseconds())/float64(n))
	}
	report(row, values, "ns/op", n)
}

func whole(row string, n int, job func()) {
	job()
	var values []float64
	for i := 0; i < repetitions; i++ {
		values = append(values, timed(job).Seconds()*1e3)
	}
	report(row, values, "ms", n)
}

func check(ok bool, row string) {
	if !ok {
		panic(row)
	}
}

// together runs tasks as goroutines and waits for all of them.
func together(tasks ...func()) {
	var group sync.WaitGroup
	group.Add(len(tasks))
	for _, task := range tasks {
		task := task
		go func() {
			task()
			group.Done()
		}()
	}
	group.Wait()
}

func spawn(n int) {
	for left := n; left > 0; left -= 1000 {
		batch := left
		if batch > 1000 {
			batch = 1000
		}
		var group sync.WaitGroup
		group.Add(batch)
		for i := 0; i < batch; i++ {
			go group.Done()
		}
		group.Wait()
	}
}

func yield(n int) {
	half := func() {
		for i := 0; i < n/2; i++ {
			runtime.Gosched()
		}
	}
	together(half, half)
}

func pingpong(n int) {
	there, back := make(chan int), make(chan int)
	together(func() {
		for i := 0; i < n; i++ {
			back <- <-there
		}
	}, func() {
		for i := 0; i < n; i++ {
			there <- i
			check(<-back == i, "pingpong")
		}
	})
}

func chanBuffered(n int) {
	c := make(chan int, 128)
	together(func() {
		for i := 0; i < n; i++ {
			c <- i
		}
	}, func() {
		for i := 0; i < n; i++ {
			check(<-c == i, "chan_buffered")
		}
	})
}

func chanContended(n int) {
	c := make(chan int, 16)
	var tasks []func()
	for t := 0; t < 8; t++ {
		tasks = append(tasks, func() {
			for i := 0; i < n/8; i++ {
				c <- i
			}
		}, func() {
			for i := 0; i < n/8; i++ {
				<-c
			}
		})
	}
	together(tasks...)
}

func select2(n int) {
	a, b := make(chan int), make(chan int)
	producer := func(c chan int) func() {
		return func() {
			for i := 0; i < n/2; i++ {
				c <- i
			}
		}
	}
	together(producer(a), producer(b), func() {
		sum := 0
		for i := 0; i < n/2*2; i++ {
			select {
			case v := <-a:
				sum += v
			case v := <-b:
				sum -= v
			}
		}
		check(sum == 0, "select2")
	})
}

func mutex(n int) {
	var mu sync.Mutex
	x := 0
	task := func() {
		for i := 0; i < n/8; i++ {
			mu.Lock()
			x++
			mu.Unlock()
		}
	}
	together(task, task, task, task, task, task, task, task)
	check(x == n/8*8, "mutex")
}

// Syscall goes through entersyscall and exitsyscall, RawSyscall does not.
func systemCall(n int) {
	for i := 0; i < n; i++ {
		syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
	}
}

func systemCallBare(n int) {
	for i := 0; i < n; i++ {
		syscall.RawSyscall(syscall.SYS_GETPPID, 0, 0, 0)
	}
}

// The stages of a finished sieve stay parked.
func sieve(n int) int {
	source := make(chan int)
	go func(c chan int) {
		for i := 2; ; i++ {
			c <- i
		}
	}(source)
	prime := 0
	for i := 0; i < n; i++ {
		prime = <-source
		next := make(chan int)
		go func(in, out chan int, prime int) {
			for v := range in {
				if v%prime != 0 {
					out <- v
				}
			}
		}(source, next, prime)
		source = next
	}
	return prime
}

func skynet(up chan int, number, size int) {
	if size == 1 {
		up <- number
		return
	}
	children := make(chan int)
	for i := 0; i < 10; i++ {
		go skynet(children, number+i*(size/10), size/10)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-children
	}
	up <- sum
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	c := make(chan int, 1)
	go func() { c <- fib(n - 1) }()
	y := fib(n - 2)
	return <-c + y
}

// cpu is the process's, in seconds.
func cpu() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}

func timers(n int) {
	var over, used []float64
	for r := 0; r < repetitions; r++ {
		sleeps := make([]time.Duration, n)
		for i := range sleeps {
			sleeps[i] = time.Duration(1+rand.Intn(50)) * time.Millisecond
		}
		var group sync.WaitGroup
		group.Add(n)
		cpuBefore := cpu()
		took := timed(func() {
			for _, d := range sleeps {
				d := d
				go func() {
					time.Sleep(d)
					group.Done()
				}()
			}
			group.Wait()
		})
		over = append(over, took.Seconds()*1e3-50)
		used = append(used, (cpu()-cpuBefore)*1e3)
	}
	report("timers_over", over, "ms", n)
	report("timers_cpu", used, "ms", n)
}

func timerLate(n int) {
	var late []float64
	for i := 0; i < n; i++ {
		d := time.Duration(500+rand.Intn(5000)) * time.Microsecond
		late = append(late, float64((timed(func() { time.Sleep(d) })-d).Nanoseconds())/1e3)
	}
	sort.Float64s(late)
	report("timer_late_p99", []float64{late[(len(late)-1)*99/100]}, "us", n)
}

// wakeups counts how often threads of this process went to sleep of their own will.
func wakeups() int {
	sum := 0
	tasks, _ := os.ReadDir("/proc/self/task")
	for _, task := range tasks {
		text, _ := os.ReadFile("/proc/self/task/" + task.Name() + "/status")
		for _, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "voluntary_ctxt_switches:") {
				n, _ := strconv.Atoi(strings.Fields(line)[1])
				sum += n
			}
		}
	}
	return sum
}

func idle(int) {
	const seconds = 4
	time.Sleep(500 * time.Millisecond)
	cpuBefore, before := cpu(), wakeups()
	time.Sleep(seconds * time.Second)
	woken := wakeups() - before
	report("idle_wakeups", []float64{float64(woken) / seconds}, "1/s", woken)
	report("idle_cpu", []float64{(cpu() - cpuBefore) * 100 / seconds}, "% of a core", 0)

	const sleepers = 1000
	for i := 0; i < sleepers; i++ {
		i := i
		go func() {
			time.Sleep(time.Duration(i*100) * time.Microsecond)
			for {
				time.Sleep(100 * time.Millisecond)
			}
		}()
	}
	time.Sleep(500 * time.Millisecond)
	cpuBefore = cpu()
	time.Sleep(seconds * time.Second)
	report("idle_sleepers", []float64{(cpu() - cpuBefore) * 100 / seconds}, "% of a core", sleepers)
}

func residentBytes() int {
	text, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize()
}

func parkedMem(n int) {
	c := make(chan int)
	debug.FreeOSMemory()
	before := residentBytes()
	for i := 0; i < n; i++ {
		go func() { <-c }()
		if i%1000 == 999 {
			runtime.Gosched()
		}
	}
	time.Sleep(100 * time.Millisecond)
	report("parked_mem", []float64{float64(residentBytes()-before) / float64(n)}, "bytes/task", n)
}

type row struct {
	size int
	run  func(n int)
}

func main() {
	each := func(name string, nominal int, job func(n int)) row {
		return row{0, func(int) { perOp(name, nominal, job) }}
	}
	rows := map[string]row{
		"spawn":          each("spawn", 1000000, spawn),
		"yield":          each("yield", 2000000, yield),
		"pingpong":       each("pingpong", 1000000, pingpong),
		"chan_buffered":  each("chan_buffered", 4000000, chanBuffered),
		"chan_contended": each("chan_contended", 2000000, chanContended),
		"select2":        each("select2", 1000000, select2),
		"mutex":          each("mutex", 4000000, mutex),
		"syscall":        each("syscall", 4000000, systemCall),
		"syscall_bare":   each("syscall_bare", 4000000, systemCallBare),
		"sieve": {2500, func(n int) {
			whole("sieve", n, func() { check(sieve(n) == 22307 || n != 2500, "sieve") })
		}},
		"skynet": {0, func(int) {
			whole("skynet", 1000000, func() {
				c := make(chan int)
				go skynet(c, 0, 1000000)
				check(<-c == 499999500000, "skynet")
			})
		}},
		"fib_tree":   {0, func(int) { whole("fib_tree", 30, func() { check(fib(30) == 832040, "fib_tree") }) }},
		"timers":     {100000, timers},
		"timer_late": {1000, timerLate},
		"idle":       {0, idle},
		"parked_mem": {1000000, parkedMem},
	}
	if len(os.Args) < 2 {
		os.Exit(2)
	}
	chosen, known := rows[os.Args[1]]
	if !known {
		os.Exit(3)
	}
	if len(os.Args) > 2 {
		chosen.size, _ = strconv.Atoi(os.Args[2])
	}
	chosen.run(chosen.size)
}
