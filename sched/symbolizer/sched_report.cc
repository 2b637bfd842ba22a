// sched/symbolizer/sched_report.cc - Ps, Ms and Gs, line by line.
//
// Layer: sched.
#include "sched/symbolizer/sched_report.h"

#include "sched/runq.h"
#include "sched/sched.h"
#include "sched/symbolizer/text.h"

namespace rt {

namespace {

class Report {
 public:
  explicit Report(const FramesRequest& r) : r_(r), view_(*r.sched), out_(buffer_, sizeof buffer_) {}

  void print() {
    const u32 procs = view_.gomaxprocs->load_acquire();  // pairs with procresize's: these Ps are there
    first_line(procs);
    if (!view_.detail) {
      for (u32 i = 0; i < procs; i++) field(i == 0 ? " [" : " ", queued(*(*view_.allp)[i]));
      out_.str("]");
      end_line();
    } else {
      more_of_first_line();
      for (u32 i = 0; i < procs; i++) processor(*(*view_.allp)[i]);
      for (const M* mp = view_.allm->load_acquire(); mp != nullptr; mp = mp->alllink) machine(*mp);  // pairs with mcommoninit's
      for (const G* gp = view_.allgs; gp != nullptr; gp = gp->allnext) goroutine(*gp);
    }
    flush();
  }

 private:
  static constexpr usize kLongestLine = 400;

  void field(std::string_view text, u64 v) {
    out_.str(text);
    out_.number(v, 10);
  }
  void boolean(std::string_view text, bool v) {
    out_.str(text);
    out_.str(v ? "true" : "false");
  }
  void link(std::string_view text, const G* gp) { link_to(text, gp != nullptr, gp != nullptr ? gp->goid : 0); }
  void link(std::string_view text, const M* mp) { link_to(text, mp != nullptr, mp != nullptr ? static_cast<u64>(mp->id) : 0); }
  void link(std::string_view text, const P* pp) { link_to(text, pp != nullptr, pp != nullptr ? pp->id : 0); }
  void link_to(std::string_view text, bool something, u64 id) {
    if (something) return field(text, id);
    out_.str(text);
    out_.str("nil");
  }
  void end_line() {
    out_.ch('\n');
    if (out_.size() + kLongestLine > sizeof buffer_) flush();
  }
  void flush() {
    r_.write(nullptr, buffer_, out_.size());
    out_.take_back(0);
  }

  template <class T>
  static u64 word(const T& field) {
    return static_cast<u64>(__atomic_load_n(&field, __ATOMIC_RELAXED));
  }
  static u64 queued(const P& pp) {
    return pp.runq_tail.load_relaxed() - RunqHead{pp.runq_head.load_relaxed()}.index();
  }

  void first_line(u32 procs) {
    const Sched& s = *view_.sched;
    field("SCHED ", static_cast<u64>(view_.since_begin_ns) / 1'000'000);
    field("ms: gomaxprocs=", procs);
    field(" idleprocs=", s.npidle.load_relaxed());
    field(" threads=", word(s.mnext) - word(s.nmended));
    field(" spinningthreads=", s.nmspinning.load_relaxed());
    field(" needspinning=", 0);
    field(" idlethreads=", word(s.nmidle));
    field(" runqueue=", s.runqsize.load_relaxed());
  }

  void more_of_first_line() {
    const Sched& s = *view_.sched;
    boolean(" gcwaiting=", s.gcwaiting.load_relaxed() != 0);
    const i64 locked_idle = static_cast<i32>(word(s.nmidlelocked));
    field(" nmidlelocked=", locked_idle < 0 ? 0 : static_cast<u64>(locked_idle));  // below zero: a waker is early
    field(" stopwait=", word(s.stopwait));
    boolean(" sysmonwait=", s.sysmonwait.load_relaxed() != 0);
    end_line();
  }

  void processor(const P& pp) {
    field("  P", pp.id);
    field(": status=", static_cast<u64>(pp.status.load_relaxed()));
    field(" schedtick=", pp.schedtick.load_relaxed());
    field(" syscalltick=", pp.syscalltick.load_relaxed());
    link(" m=", pp.m.load_relaxed());
    field(" runqsize=", queued(pp));
    field(" gfreecnt=", word(pp.gfree_count));
    field(" timerslen=", word(pp.timers.count));
    end_line();
  }

  // An M without anything sleeps in stopm, and sysmon when it says so.
  bool blocked(const M& mp) const {
    if (mp.system) return view_.sched->sysmonwait.load_relaxed() != 0;
    return mp.p == nullptr && mp.curg == nullptr && !mp.spinning;
  }

  void machine(const M& mp) {
    if (mp.alive.load_relaxed() == 0 && mp.id != 0) return;  // ended; its memory waits for the next
    field("  M", static_cast<u64>(mp.id));
    link(": p=", mp.p);
    link(" curg=", mp.curg);
    out_.str(" mallocing=0 throwing=0 preemptoff= locks=0 dying=0");
    boolean(" spinning=", mp.spinning);
    boolean(" blocked=", blocked(mp));
    link(" lockedg=", mp.lockedg);
    end_line();
  }

  void goroutine(const G& gp) {
    const Gstatus status = gp.status.load_relaxed();
    if (status == Gstatus::idle) return;
    constexpr u64 kGoDead = 6;  // 5 was given up
    field("  G", gp.goid);
    field(": status=", status == Gstatus::dead ? kGoDead : static_cast<u64>(status));
    out_.ch('(');
    if (status == Gstatus::waiting) out_.str(view_.wait_reason_text(gp.wait_reason));
    const bool on_thread = status == Gstatus::running || status == Gstatus::syscall;
    link(") m=", on_thread ? gp.m : nullptr);
    link(" lockedm=", gp.lockedm);
    end_line();
  }

  const FramesRequest& r_;
  const SchedView& view_;
  char buffer_[kSchedReportBytes];
  Text out_;
};

}  // namespace

void print_sched(const FramesRequest& request) { Report(request).print(); }

}  // namespace rt
