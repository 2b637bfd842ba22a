// sched/symbolizer/symbolizer.cc - the entry: walks a stack and prints its frames.
//
// Layer: sched.
#include "sched/symbolizer/symbolizer.h"

#include "call_arch.h"
#include "sched/symbolizer/place.h"
#include "sched/symbolizer/sched_report.h"
#include "sched/symbolizer/text.h"

namespace rt {

namespace {

class Frames {
 public:
  explicit Frames(const FramesRequest& r) : r_(r), places_(r) {}

  uptr print() const {
    if (!places_.has_symbols()) return kNoSymbols;
    if ((r_.flags & kNameOnly) != 0) return places_.print_name(r_.pc) ? 0 : kNoSymbols;
    if (r_.pc != 0 || r_.sp != 0) print_first();
    const uptr end = print_callers();
    if (r_.creator != 0) places_.print(r_.creator_pc, false, true, r_.creator);
    return end;
  }

 private:
  static constexpr u32 kEachEnd = 50;  // of a deep recursion, so many frames are printed at either end

  bool in_stack(uptr at) const { return at >= r_.stack_lo && at + 16 <= r_.stack_hi && at % 8 == 0; }
  bool is_text(uptr pc) const { return pc >= r_.text_begin && pc < r_.text_end; }
  bool follows_text(uptr pc) const { return is_text(pc - 1); }  // as a return address does, of a last call too
  static uptr word_at(uptr address) { return *reinterpret_cast<const uptr*>(address); }

  void print_first() const {
    const bool exact = (r_.flags & kExact) != 0;
    places_.print(r_.pc, exact, (r_.flags & kShown) != 0, 0);
    const uptr caller = exact ? caller_without_frame() : 0;
    if (caller != 0) places_.print(caller, false, false, 0);
  }

  // A signal may come where the function has no frame yet: then fp is still its caller's, and what the call pushed lies
  // at sp, or behind the frame pointer that was just pushed.
  //   returns  the return address that is not in the chain; 0: it is there
  uptr caller_without_frame() const {
    if (!is_text(r_.pc)) return return_at(r_.sp);  // a call of what is no code
    const uptr begin = places_.function_of(r_.pc);
    if (begin == 0) return 0;
    const uptr top = return_at(r_.sp);
    if (top != 0 && (r_.pc == begin || called(top, begin))) return top;
    const uptr next = return_at(r_.sp + 8);
    return next != 0 && word_at(r_.sp) == r_.fp && called(next, begin) ? next : 0;
  }
  uptr return_at(uptr at) const { return in_stack(at) && follows_text(word_at(at)) ? word_at(at) : 0; }
  bool called(uptr return_address, uptr function) const {
    return return_address - r_.text_begin >= arch::kDirectCallBytes && arch::returns_from(return_address, function);
  }

  // step goes from the frame at *fp to its caller's, whose pc it returns; 0: there is none.
  uptr step(uptr* fp) const {
    const uptr at = *fp;
    if (!in_stack(at)) return 0;
    const uptr pc = word_at(at + 8);
    *fp = word_at(at) > at ? word_at(at) : 0;  // a chain that does not go up ends
    return follows_text(pc) ? pc : 0;
  }

  uptr print_callers() const {
    uptr fp = r_.fp;
    u32 count = 0;
    while (step(&fp) != 0) count++;
    fp = r_.fp;
    for (u32 n = 0; n < count; n++) {
      const uptr pc = step(&fp);
      if (n < kEachEnd || n + kEachEnd >= count) places_.print(pc, false, false, 0);
      else if (n == kEachEnd) print_elided(count - 2 * kEachEnd);
    }
    return fp;
  }

  void print_elided(u32 count) const {
    char buffer[48];
    Text text(buffer, sizeof buffer);
    text.str("...");
    text.number(count, 10);
    text.str(" frames elided...\n");
    r_.write(nullptr, buffer, text.size());
  }

  const FramesRequest& r_;
  const Places places_;
};

}  // namespace

}  // namespace rt

extern "C" rt::uptr rt_print_frames(const rt::FramesRequest* request) {
  if ((request->flags & rt::kSchedule) == 0) return rt::Frames(*request).print();
  rt::print_sched(*request);
  return 0;
}
