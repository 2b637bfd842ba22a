// tests/interleave/explore.cc - coroutines, decisions and the printed schedule.
//
// Layer: tests.
#include "tests/interleave/explore.h"

#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/interleave/sites.h"

namespace interleave {

// Coroutines

static constexpr u32 kCoroutines = 24;
static constexpr usize kStackBytes = 128 * 1024;

struct Coroutine {
  ucontext_t first;
  std::jmp_buf base;  // in its outermost frame, which is always there
  void (*run)();
};

static Coroutine coroutines[kCoroutines];
static u32 coroutines_made, coroutines_taken;
static std::jmp_buf explorer;

[[noreturn]] static void thread_ends();

static void coroutine_main() {
  Coroutine* const own = &coroutines[coroutines_made];
  if (_setjmp(own->base) == 0) _longjmp(explorer, 1);
  own->run();
  thread_ends();
}

static void make_coroutine(Coroutine* c) {
  void* stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED) std::abort();
  getcontext(&c->first);
  c->first.uc_stack.ss_sp = stack;
  c->first.uc_stack.ss_size = kStackBytes;
  makecontext(&c->first, coroutine_main, 0);
  if (_setjmp(explorer) == 0) setcontext(&c->first);
  coroutines_made++;
}

Coroutine* take_coroutine(void (*run)()) {
  if (coroutines_taken == kCoroutines) std::fprintf(stderr, "interleave: too many stacks\n"), std::abort();
  Coroutine* c = &coroutines[coroutines_taken++];
  c->run = run;
  return c;
}

void jump_to(Coroutine* to) { _longjmp(to->base, 1); }

// The run

struct Decision {
  bool of_thread;
  u8 options[kThreads];
  u8 count;
  u8 at;
  u32 asleep;  // threads whose turn was explored before and has met nothing that concerns it since
};

struct Step {
  u32 thread;
  Pending did;
  Seen seen;
};

static const Case* current_case;
static std::vector<Decision> path;
static usize depth;
static std::vector<Step> steps;
static Thread threads[kThreads];
static u32 threads_made;
static Thread* current;
static u32 asleep, delays;
static bool cut, ending;
static const char* failure;
static const void* failure_site;
static i64 clock_ns, clock_step;
static Memory the_memory;

bool running() { return current != nullptr; }
Thread& self() { return *current; }
Memory& memory() { return the_memory; }
i64& now_ns() { return clock_ns; }
i64& clock_step_ns() { return clock_step; }
u32 thread_count() { return threads_made; }
Thread& thread(u32 id) { return threads[id]; }

void note(const Seen& seen) {
  if (!steps.empty()) steps.back().seen = seen;
}

[[noreturn]] static void end_run() {
  current = nullptr;
  _longjmp(explorer, 1);
}

void fail(const char* why, const void* site) {
  failure = why;
  failure_site = site;
  if (current == nullptr && !ending) {
    std::fprintf(stderr, "interleave: outside of a case: %s\n", why);
    std::abort();
  }
  end_run();
}

u32 choose(u32 n) {
  if (n == 1) return 0;
  if (depth == path.size()) path.push_back({false, {}, static_cast<u8>(std::min<u32>(n, 255)), 0, 0});
  return path[depth++].at;
}

static bool bounded() { return current_case->bounds.delays != kAny; }

static bool enabled(const Thread& t) {
  if (!t.live) return false;
  if (!t.asleep) return true;
  if (t.holds != nullptr) return t.holds();
  return t.futex != nullptr && t.deadline_ns != 0;
}

static bool changes(const Pending& p) { return p.act != Act::load; }
static bool is_sequential(const Pending& p) { return p.order == __ATOMIC_SEQ_CST && p.act >= Act::load && p.act <= Act::fence; }

// concern says whether the order of the two can matter.
static bool concern(const Pending& a, const Pending& b) {
  if (a.act == Act::go_on || b.act == Act::go_on || a.act == Act::pause || b.act == Act::pause) return false;
  if (is_sequential(a) && is_sequential(b) && (changes(a) || changes(b))) return true;
  if (a.act == Act::fence || b.act == Act::fence) return false;
  return a.at == b.at && (changes(a) || changes(b));
}

static void new_thread_decision() {
  Decision d{true, {}, 0, 0, bounded() ? 0 : asleep};
  const u32 first = current == nullptr ? 0 : current->id + (current->next.act == Act::pause ? 1 : 0);
  for (u32 i = 0; i < threads_made; i++) {
    const u32 t = (first + i) % threads_made;
    if (enabled(threads[t]) && (d.asleep >> t & 1) == 0) d.options[d.count++] = static_cast<u8>(t);
  }
  if (bounded()) d.count = static_cast<u8>(std::min<u32>(d.count, current_case->bounds.delays - delays + 1));
  path.push_back(d);
}

static bool anybody_enabled() { return std::any_of(threads, threads + threads_made, enabled); }

// pick decides who goes on; null ends the run.
static Thread* pick() {
  if (!anybody_enabled()) return nullptr;
  if (depth == path.size()) new_thread_decision();
  Decision& d = path[depth++];
  if (d.count == 0) {
    cut = true;
    return nullptr;
  }
  Thread* t = &threads[d.options[d.at]];
  u32 others = d.asleep;
  for (u32 i = 0; i < d.at; i++) others |= 1u << d.options[i];
  asleep = 0;
  for (u32 i = 0; i < threads_made; i++) {
    if ((others >> i & 1) != 0 && !concern(threads[i].next, t->next)) asleep |= 1u << i;
  }
  delays += d.at;
  if (t->asleep) {
    if (t->holds == nullptr) {
      t->timed_out = true;
      clock_ns = std::max(clock_ns, t->deadline_ns);
    }
    wake_sleeper(*t);
  }
  steps.push_back({t->id, t->next, {0, 0}});
  if (steps.size() > current_case->bounds.steps) fail("too many steps: it hangs, or its bound is too small");
  return t;
}

[[noreturn]] static void go_on_as(Thread* t) {
  current = t;
  if (Coroutine* stack = t->fresh) {
    t->fresh = nullptr;
    jump_to(stack);
  }
  _longjmp(t->context, 1);
}

// Out of line, because of setjmp: nothing of the caller is in a register.
__attribute__((noinline)) static void leave_for(Thread* to) {
  if (_setjmp(current->context) == 0) go_on_as(to);
}

void point(const Pending& next) {
  current->next = next;
  Thread* to = pick();
  if (to == nullptr) end_run();
  if (to != current) leave_for(to);
}

static void thread_ends() {
  current->live = false;
  Thread* to = pick();
  if (to == nullptr) end_run();
  go_on_as(to);
}

void sleep_here(const void* futex, i64 deadline_ns) {
  current->asleep = true;
  current->futex = futex;
  current->deadline_ns = deadline_ns;
  current->timed_out = false;
  point({deadline_ns != 0 ? Act::futex_wait : Act::go_on, futex, 0, nullptr});  // the end of its time, if it has one
}

void await(bool (*holds)()) {
  if (!running()) return;
  current->asleep = true;
  current->holds = holds;
  point({Act::go_on, nullptr, 0, nullptr});
}

void wake_sleeper(Thread& t) {
  t.asleep = false;
  t.futex = nullptr;
  t.holds = nullptr;
}

Thread* sleeper_on(const void* futex, u32 n) {
  for (Thread& t : threads) {
    if (t.live && t.asleep && t.futex == futex && n-- == 0) return &t;
  }
  return nullptr;
}

Thread& begin_thread(void (*run)()) {
  if (threads_made == kThreads) std::fprintf(stderr, "interleave: too many threads\n"), std::abort();
  Thread& t = threads[threads_made];
  t = Thread{};
  t.id = threads_made++;
  t.live = true;
  t.block = &t.own_block;
  the_memory.start(t.id);
  if (current != nullptr) the_memory.join(t.id, current->id);
  t.fresh = take_coroutine(run);
  return t;
}

// Exploring

static void report(std::string* out, const char* why) {
  char line[512];
  std::snprintf(line, sizeof line, "%s\n", why);
  *out = line;
  if (failure_site != nullptr) *out += "  at " + place(failure_site) + "\n";
  for (const Step& s : steps) {
    if (s.did.act == Act::go_on) continue;
    std::snprintf(line, sizeof line, "  %u  %s\n", s.thread, describe(s.did, s.seen).c_str());
    *out += line;
  }
  for (u32 i = 0; i < threads_made; i++) {
    if (!threads[i].live) continue;
    std::snprintf(line, sizeof line, "  %u  has not ended%s\n", i, threads[i].asleep ? ": it sleeps" : "");
    *out += line;
  }
}

static void one_run(const Case& c) {
  depth = 0;
  steps.clear();
  threads_made = coroutines_taken = 0;
  asleep = delays = 0;
  cut = false;
  failure = nullptr;
  failure_site = nullptr;
  clock_ns = 1'000'000'000;
  clock_step = 0;
  current = nullptr;
  the_memory.undo();
  the_memory.reset(c.bounds.old_reads);
  c.begin();
  for (void (*run)() : c.threads) begin_thread(run);
  if (_setjmp(explorer) == 0) {
    current = pick();
    if (current != nullptr) go_on_as(current);
  }
  current = nullptr;
}

static const char* judge(const Case& c) {
  if (failure != nullptr || cut) return failure;
  for (u32 i = 0; i < threads_made; i++) {
    if (threads[i].live && !c.may_sleep_on) return "a thread sleeps for ever";
  }
  ending = true;
  if (c.end != nullptr && _setjmp(explorer) == 0) c.end();
  ending = false;
  return failure;
}

// next_path is the next one in depth first order. False: that was the last.
static bool next_path() {
  path.resize(depth);
  while (!path.empty() && path.back().at + 1u >= path.back().count) path.pop_back();
  if (path.empty()) return false;
  path.back().at++;
  return true;
}

Outcome explore(const Case& c) {
  while (coroutines_made < kCoroutines) make_coroutine(&coroutines[coroutines_made]);
  current_case = &c;
  path.clear();
  Outcome outcome;
  do {
    one_run(c);
    if (const char* why = judge(c)) {
      report(&outcome.failure, why);
      return outcome;
    }
    (cut ? outcome.cut : outcome.runs)++;
    if (outcome.runs + outcome.cut > c.bounds.runs) {
      outcome.failure = kTooManyRuns;
      return outcome;
    }
  } while (next_path());
  return outcome;
}

}  // namespace interleave
