// sched/symbolizer/demangle_name.cc - names: nested ones, local ones, operators, lambdas, templates' arguments.
//
// Layer: sched.
#include "sched/symbolizer/demangler.h"

namespace rt {

bool Demangler::decimal(u32* out) {
  u32 n = 0;
  if (peek() < '0' || peek() > '9') return false;
  while (peek() >= '0' && peek() <= '9') {
    if (n > 10000) return false;  // no name is as long
    n = n * 10 + static_cast<u32>(in_[at_++] - '0');
  }
  *out = n;
  return true;
}

bool Demangler::sequence(u32* out) {
  u32 n = 0;
  for (bool any = false; !eat('_'); any = true) {
    const char c = peek();
    const bool digit = c >= '0' && c <= '9';
    if ((!digit && (c < 'A' || c > 'Z')) || n > 10000) return false;
    n = (any ? n - 1 : 0) * 36 + static_cast<u32>(digit ? c - '0' : c - 'A' + 10) + 1;
    at_++;
  }
  *out = n;
  return true;
}

bool Demangler::number_() {
  u32 n;
  eat('n');
  return decimal(&n);
}

// "_3" or "__12_" behind a local name: the how-manieth of that name in the function.
bool Demangler::discriminator() {
  if (!eat('_')) return true;
  u32 n;
  const bool two = eat('_');
  return decimal(&n) && (!two || eat('_'));
}

bool Demangler::function_name() { return encoding(); }

bool Demangler::no_parameters() {
  out_.mute();
  bool ok = true;
  if (has_return_type_) ok = type();
  out_.unmute();
  return ok && peek() == 'v' && at_ + 1 == in_.size();
}

bool Demangler::encoding() {
  const Level level(*this);
  if (!level.ok()) return false;
  return peek() == 'T' || peek() == 'G' ? special() : name();
}

// Functions that the compiler made around another one.
bool Demangler::special() {
  u32 n;
  if (eat('T', 'h')) {
    out_.str("thunk of ");
    return number_() && eat('_') && encoding();
  }
  if (eat('T', 'v')) {
    out_.str("thunk of ");
    return number_() && eat('_') && number_() && eat('_') && encoding();
  }
  if (eat('T', 'W') || eat('T', 'H')) {
    out_.str("thread_local ");
    return name();
  }
  if (eat('G', 'V') || eat('G', 'R')) {
    out_.str("static ");
    if (!name()) return false;
    return peek() == '\0' || sequence(&n);
  }
  return false;
}

bool Demangler::name() {
  const Level level(*this);
  if (!level.ok()) return false;
  has_return_type_ = false;
  if (eat('N')) return nested();
  if (eat('Z')) return local();
  const usize begin = at_;
  if (peek() == 'S' && peek(1) != 't') {
    // A substitution here stands for the template, and what follows for its arguments.
    if (!substitution(nullptr)) return false;
    if (peek() != 'I') return true;
  } else {
    if (eat('S', 't')) out_.str("std::");
    if (!unqualified()) return false;
    if (peek() != 'I') return true;
    remember(begin, at_);
  }
  const bool ok = template_args();
  has_return_type_ = true;
  return ok;
}

bool Demangler::nested() {
  while (peek() == 'r' || peek() == 'V' || peek() == 'K') at_++;
  if (peek() == 'R' || peek() == 'O') at_++;
  const usize begin = at_;
  for (bool first = true; !eat('E'); first = false) {
    const usize mark = at_;
    if (!first && peek() != 'I' && !separator()) return false;
    if (!component(begin)) return false;
    // The whole of a type is the type's to remember, the whole of a function nobody's. "St" and S_ are known.
    const bool known = in_[mark] == 'S';
    if (peek() != 'E' && !known) remember(begin, at_);
  }
  return at_ > begin + 1;
}

// prefix reads components again, up to a place where they ended once.
bool Demangler::prefix(usize end) {
  const usize begin = at_;
  for (bool first = true; at_ < end; first = false) {
    if (!first && peek() != 'I' && !separator()) return false;
    if (!component(begin)) return false;
  }
  return at_ == end;
}

// separator writes "::", unless what follows is not written.
bool Demangler::separator() {
  if (begins({in_.data() + at_, in_.size() - at_}, "7__cxx11")) return true;
  if (last_was_lambda_ && peek() == 'c' && peek(1) == 'l') return true;
  out_.str("::");
  return true;
}

bool Demangler::component(usize begin) {
  const Level level(*this);
  if (!level.ok()) return false;
  has_return_type_ = false;
  switch (peek()) {
    case 'S':
      if (!eat('S', 't')) return substitution(nullptr);
      out_.str("std");
      return true;
    case 'I': {
      const bool ok = at_ != begin && template_args();
      has_return_type_ = true;
      return ok;
    }
    case 'T': return template_param(nullptr);
    case 'C': return constructor();
    case 'D': return peek(1) == 't' || peek(1) == 'T' ? decltype_() : constructor();
    case 'M': skip(1); return true;  // a lambda in the initialiser of a member
    default: return unqualified();
  }
}

// local is something in a function: Z <encoding> E <name>.
bool Demangler::local() {
  if (!encoding()) return false;
  out_.mute();
  bool ok = true;
  while (ok && peek() != 'E') ok = type();
  out_.unmute();
  if (!ok || !eat('E')) return false;
  has_return_type_ = false;
  if (eat('s')) return discriminator();
  u32 n;
  if (eat('d')) {
    if (peek() != '_' && !decimal(&n)) return false;
    if (!eat('_')) return false;
  }
  out_.str("::");
  if (!name()) return false;
  return discriminator();
}

bool Demangler::unqualified() {
  eat('L');  // of internal linkage
  bool ok;
  const bool after_lambda = last_was_lambda_;
  last_was_lambda_ = false;
  if (peek() >= '0' && peek() <= '9') ok = source_name();
  else if (peek() == 'U') ok = unnamed();
  else if (after_lambda && eat('c', 'l')) ok = true;  // of a lambda, operator() says nothing
  else ok = operator_name();
  while (ok && eat('B')) {  // ABI tags
    out_.mute();
    ok = source_name();
    out_.unmute();
  }
  has_return_type_ = false;
  return ok;
}

bool Demangler::source_name() {
  u32 n;
  if (!decimal(&n) || n == 0 || n > in_.size() - at_) return false;
  const std::string_view id{in_.data() + at_, n};
  at_ += n;
  if (id == "__cxx11") return true;
  if (begins(id, "_GLOBAL__N_")) {
    out_.str("(anonymous namespace)");
  } else {
    out_.str(id);
    last_name_ = id;
  }
  return true;
}

bool Demangler::constructor() {
  const bool destructor = peek() == 'D';
  const char kind = peek(1);
  skip(2);
  if (destructor) out_.ch('~');
  out_.str(last_name_);
  if (!destructor && kind == 'I') {  // inherited: CI1 <type>
    at_++;
    out_.mute();
    const bool ok = type();
    out_.unmute();
    return ok;
  }
  return kind >= '0' && kind <= '9' && !last_name_.empty();
}

// unnamed is a lambda or a type without a name: Ul <types> E [n] _, Ut [n] _.
bool Demangler::unnamed() {
  u32 n;
  if (eat('U', 't')) {
    out_.str("{unnamed type#");
  } else {
    if (!eat('U', 'l')) return false;
    out_.str("{lambda(");
    lambdas_++;
    const bool ok = lambda_template() && parameters();
    lambdas_--;
    if (!ok || !eat('E')) return false;
    out_.str(")#");
    last_was_lambda_ = true;
  }
  if (eat('_')) {
    n = 0;
  } else {
    if (!decimal(&n) || !eat('_')) return false;
    n++;
  }
  out_.number(n + 1, 10);
  out_.ch('}');
  return true;
}

// Two letters of code, then the operator, each up to a semicolon.
static constexpr char kOperators[] =
    "nw new;na new[];dl delete;da delete[];aw co_await;ps+;ng-;ad&;de*;co~;pl+;mi-;ml*;dv/;rm%;an&;or|;eo^;aS=;pL+=;mI-=;"
    "mL*=;dV/=;rM%=;aN&=;oR|=;eO^=;ls<<;rs>>;lS<<=;rS>>=;eq==;ne!=;lt<;gt>;le<=;ge>=;ss<=>;nt!;aa&&;oo||;pp++;mm--;cm,;pm->*;"
    "pt->;cl();ix[];";

bool Demangler::operator_name() {
  if (eat('c', 'v')) {
    out_.str("operator ");
    return type();
  }
  if (eat('l', 'i')) {
    out_.str("operator\"\"");
    return source_name();
  }
  for (usize i = 0; i < sizeof kOperators - 1;) {
    usize end = i + 2;
    while (kOperators[end] != ';') end++;
    if (eat(kOperators[i], kOperators[i + 1])) {
      out_.str("operator");
      out_.str({kOperators + i + 2, end - i - 2});
      return true;
    }
    i = end + 1;
  }
  return false;
}

// What a lambda writes in <>: Ty a type, Tn <type> a value, Tp before either a pack.
bool Demangler::lambda_template() {
  bool ok = true;
  out_.mute();
  while (ok && peek() == 'T' && (peek(1) == 'y' || peek(1) == 'n' || peek(1) == 'p')) {
    skip(2);
    if (in_[at_ - 1] == 'n') ok = type();
  }
  out_.unmute();
  return ok;
}

bool Demangler::template_args() {
  const usize begin = at_;
  if (!eat('I')) return false;
  const std::string_view owner = last_name_;
  if (types_ == 0 && repeating_ == 0) args_ = begin;
  types_++;
  out_.ch('<');
  const bool ok = arguments_until_end();
  out_.ch('>');
  types_--;
  last_name_ = owner;
  last_was_lambda_ = false;
  shorten();
  return ok;
}

// shorten writes std::string as everybody does.
void Demangler::shorten() {
  if (out_.muted()) return;
  replace("std::basic_string<char>", "std::string");
  replace("std::basic_string_view<char>", "std::string_view");
}

void Demangler::replace(std::string_view end, std::string_view with) {
  if (!ends(out_.since(0), end)) return;
  out_.take_back(out_.size() - end.size());
  out_.str(with);
}

bool Demangler::arguments_until_end() {
  const usize first = out_.size();
  while (!eat('E')) {
    const usize before = out_.size();
    if (before != first) out_.str(", ");
    const usize begin = out_.size();
    if (!template_arg()) return false;
    if (begin == out_.size()) out_.take_back(before);  // an empty pack
    else drop_default(before, begin);
  }
  return true;
}

// drop_default takes back an argument that nobody chose: it is not the first one, and is the usual one of the library.
void Demangler::drop_default(usize before, usize begin) {
  if (before == begin || out_.full()) return;
  const std::string_view text = out_.since(begin);
  if (!begins(text, "std::")) return;
  const std::string_view name(text.data() + 5, text.size() - 5);
  // One array of characters: pointers would be relocations.
  constexpr char usual[] = "allocator<|char_traits<|less<|hash<|equal_to<|default_delete<|";
  for (usize at = 0; at < sizeof usual - 1;) {
    usize end = at;
    while (usual[end] != '|') end++;
    if (begins(name, {usual + at, end - at})) return out_.take_back(before);
    at = end + 1;
  }
}

bool Demangler::template_arg() {
  const Level level(*this);
  if (!level.ok()) return false;
  switch (peek()) {
    case 'L': return literal();
    case 'J': at_++; return arguments_until_end();
    case 'X': {
      at_++;
      out_.str("...");
      out_.mute();
      const bool ok = expression();
      out_.unmute();
      return ok && eat('E');
    }
    default: return type();
  }
}

}  // namespace rt
