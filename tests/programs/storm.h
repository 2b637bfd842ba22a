// tests/programs/storm.h - preemptions by the thousand, for the programs about them.
//
// A goroutine on a thread of its own, without a P (rt0::blocking), asks every P that runs to preempt what it runs, and
// sends signals of its own to every thread as well: those that nobody asked for. rt::preempt_all is what sysmon and
// gomaxprocs use, without their wait for 10 ms.
// Layer: tests.
#pragma once
#include <rt0/inside.h>
#include <rt0/rt0.h>

#include <atomic>
#include <vector>

namespace rt {
void preempt_all(unsigned why);  // sched/preempt.h; 2: kAttendPreempt
}

// One system call by hand; the result as the kernel gives it: -4 is EINTR.
inline long raw_syscall(long number, long a = 0, long b = 0, long c = 0, long d = 0) {
  register long r10 asm("r10") = d;
  long result;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
inline constexpr long kReadNr = 0, kNanosleepNr = 35, kGetpidNr = 39, kGettidNr = 186, kFutexNr = 202, kTgkillNr = 234;
inline constexpr long kSigUrg = 23;

class storm {
 public:
  // strangers: with the signals that nobody asked for.
  explicit storm(long pause_ns, bool strangers = true) {
    rt0::go([this, pause_ns, strangers] {
      rt0::lock_os_thread();
      blow(pause_ns, strangers);
      rt0::unlock_os_thread();
      done_.done();
    });
    done_.add(1);
  }
  ~storm() {
    stop_.store(true);
    done_.wait();
  }
  storm(const storm&) = delete;
  storm& operator=(const storm&) = delete;

 private:
  void blow(long pause_ns, bool strangers) {
    const long pid = raw_syscall(kGetpidNr);
    const struct {
      long s, ns;
    } pause{0, pause_ns};
    rt0::blocking([&] {
      while (!stop_.load()) {
        const std::vector<rt0::inside::thread> threads = rt0::inside::threads();  // the heap works without a P
        for (int i = 0; i < 50 && !stop_.load(); i++) {
          rt::preempt_all(2);
          for (const auto& t : threads) {
            if (strangers && i % 5 == 0) raw_syscall(kTgkillNr, pid, t.tid != 0 ? t.tid : pid, kSigUrg);
          }
          raw_syscall(kNanosleepNr, reinterpret_cast<long>(&pause));
        }
      }
    });
  }

  std::atomic<bool> stop_{false};
  rt0::wait_group done_;
};
