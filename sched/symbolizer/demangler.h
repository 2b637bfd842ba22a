// sched/symbolizer/demangler.h - Demangler: the grammar of mangled names, read once from left to right.
//
// Itanium C++ ABI, 5.1 (itanium-cxx-abi.github.io). What makes it small: nothing is built. A substitution is
// remembered as the place in the mangled name where it was written, and is read again there when it is referred to; so is
// a template argument. Repeating can explode: steps and depth are bounded, and so is the output.
//
// Every function that returns bool says whether the name went on as the grammar has it; false ends the whole.
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"
#include "sched/symbolizer/text.h"

namespace rt {

class Demangler {
 public:
  Demangler(std::string_view mangled, Text& out) : in_(mangled), out_(out) {}

  // name reads an encoding up to its parameters, behind "_Z", and writes it.
  bool function_name();

  // After function_name: whether the function has no parameters, as far as that can be read.
  bool no_parameters();

 private:
  // A change to a type that is written behind it: *, &, const. Innermost first; they live on the stack.
  struct Modifier {
    char kind;            // P R O K V r, C (complex), M (member of the class at `place`)
    usize place;
    const Modifier* next;
  };

  // demangle_name.cc
  bool encoding();
  bool special();
  bool name();
  bool nested();
  bool local();
  bool prefix(usize end);
  bool component(usize begin);
  bool separator();
  bool unqualified();
  bool source_name();
  bool operator_name();
  bool unnamed();
  bool lambda_template();
  bool constructor();
  bool template_args();
  bool template_arg();
  bool arguments_until_end();
  void shorten();
  void replace(std::string_view end, std::string_view with);
  void drop_default(usize before, usize begin);

  // demangle_type.cc
  bool type(const Modifier* m = nullptr);
  bool compound(const Modifier* m);
  bool qualified(const Modifier* m);
  bool type_d(const Modifier* m);
  bool decltype_();
  bool builtin(std::string_view names, const Modifier* m);
  bool function_type(const Modifier* m);
  bool array_type(const Modifier* m);
  bool member_pointer(const Modifier* m);
  bool vector_type(const Modifier* m);
  bool template_type(const Modifier* m);
  bool named_type(const Modifier* m);
  bool parameters();
  void modifiers(const Modifier* m);
  bool template_param(const Modifier* m);
  bool substitution(const Modifier* m);
  bool standard(const Modifier* m);
  bool again(usize place, const Modifier* m);

  // demangle_expression.cc
  bool expression();
  bool expressions_until_end();
  bool literal();
  bool operation();
  bool unresolved_name();

  // Reading.
  char peek(usize ahead = 0) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
  void skip(usize n) { at_ = n <= in_.size() - at_ ? at_ + n : in_.size(); }
  bool eat(char c) {
    if (at_ == in_.size() || in_[at_] != c) return false;
    at_++;
    return true;
  }
  bool eat(char a, char b) {
    if (in_.size() - at_ < 2 || in_[at_] != a || in_[at_ + 1] != b) return false;
    at_ += 2;
    return true;
  }
  bool decimal(u32* out);
  bool sequence(u32* out);  // <seq-id> _: "_" is 0, "0_" is 1, "A_" is 11
  bool number_();           // [n] <decimal>, dropped
  bool discriminator();

  // Substitutions. While something is read again, they were all made already.
  void remember(usize place, usize end) {
    if (repeating_ != 0 || subs_count_ == kMaxSubs) return;
    subs_[subs_count_++] = {static_cast<u16>(place), static_cast<u16>(end)};
  }

  // One level of the recursion. There is no way on when the text is full and nothing is muted.
  class Level {
   public:
    explicit Level(Demangler& d) : d_(d) { d_.depth_++; }
    ~Level() { d_.depth_--; }
    bool ok() const { return d_.depth_ <= kMaxDepth && ++d_.steps_ <= kMaxSteps && !d_.out_.full(); }

   private:
    Demangler& d_;
  };

  static constexpr u32 kMaxSubs = 96;
  static constexpr u32 kMaxDepth = 32;
  static constexpr u32 kMaxSteps = 3000;

  struct Sub {
    u16 place;
    u16 end;  // of a prefix; 0: a type
  };

  const std::string_view in_;
  Text& out_;
  usize at_ = 0;
  u32 depth_ = 0;
  u32 steps_ = 0;
  u32 repeating_ = 0;
  u32 types_ = 0;            // types around the place: arguments of a template in there are not the function's
  u32 lambdas_ = 0;          // lists of a lambda's parameters around the place: T_ is `auto` there
  bool has_return_type_ = false;
  bool last_was_lambda_ = false;
  std::string_view last_name_;  // the name of the class whose constructor may come
  usize args_ = 0;           // the arguments that T_ means begin here; 0: none yet
  u32 subs_count_ = 0;
  Sub subs_[kMaxSubs];
};

}  // namespace rt
