// sched/symbolizer/demangle_expression.cc - expressions in types and arguments: literals are written, the rest is passed over.
//
// Layer: sched.
#include "sched/symbolizer/demangler.h"

namespace rt {

// L <type> <value> E, or L _Z <function> E.
bool Demangler::literal() {
  const Level level(*this);
  if (!level.ok() || !eat('L')) return false;
  if (eat('_', 'Z') || eat('Z')) {
    if (!encoding()) return false;
    out_.mute();
    bool ok = true;
    while (ok && peek() != 'E') ok = type();
    out_.unmute();
    return ok && eat('E');
  }
  if (peek() == 'b' && (peek(1) == '0' || peek(1) == '1') && peek(2) == 'E') {
    out_.str(peek(1) == '1' ? "true" : "false");
    at_ += 3;
    return true;
  }
  // Of a plain integer the value says enough.
  constexpr char integers[] = "acdefghijlmnostwxy";
  bool plain = false;
  for (const char c : integers) plain = plain || (c != '\0' && peek() == c);
  if (plain) {
    at_++;
  } else {
    out_.ch('(');
    if (!type()) return false;
    out_.ch(')');
  }
  if (eat('n')) out_.ch('-');
  while (peek() != 'E') {
    if (peek() == '\0') return false;
    out_.ch(in_[at_++]);
  }
  return eat('E');
}

bool Demangler::expressions_until_end() {
  while (!eat('E')) {
    if (!expression()) return false;
  }
  return true;
}

// Only ever muted.
bool Demangler::expression() {
  const Level level(*this);
  if (!level.ok()) return false;
  const char a = peek(), b = peek(1);
  if (a == 'L') return literal();
  if (a == 'T') return template_param(nullptr);
  if (a == 'J') return template_arg();
  if (a == 'f' && (b == 'p' || (b == 'L' && peek(2) >= '0' && peek(2) <= '9'))) {  // a parameter: fp [KV] [n] _, fL n p [n] _
    u32 n;
    skip(2);
    if (b == 'L' && (!decimal(&n) || !eat('p'))) return false;
    while (peek() == 'r' || peek() == 'V' || peek() == 'K') at_++;
    if (eat('T')) return true;
    return eat('_') || (decimal(&n) && eat('_'));
  }
  if (a >= '0' && a <= '9') return unresolved_name();
  return operation();
}

// has says whether the two letters are one of the words of the list; words are two letters and a blank.
static bool has(std::string_view words, char a, char b) {
  for (usize i = 0; i + 1 < words.size(); i += 3) {
    if (words[i] == a && words[i + 1] == b) return true;
  }
  return false;
}

bool Demangler::operation() {
  const char a = peek(), b = peek(1);
  if (has("sr on dn gs", a, b)) return unresolved_name();
  skip(2);
  if (has("cl il", a, b)) return expressions_until_end();
  if (a == 't' && b == 'l') return type() && expressions_until_end();
  if (a == 'c' && b == 'v') {
    if (!type()) return false;
    return eat('_') ? expressions_until_end() : expression();
  }
  if (has("st at ti", a, b)) return type();
  if (has("sc cc dc rc", a, b)) return type() && expression();
  if (has("dt pt", a, b)) return expression() && unresolved_name();
  if (a == 's' && b == 'Z') return peek() == 'T' ? template_param(nullptr) : expression();
  if (a == 's' && b == 'P') {
    while (!eat('E')) {
      if (!template_arg()) return false;
    }
    return true;
  }
  if (a == 'f' && (b == 'l' || b == 'r' || b == 'L' || b == 'R')) {
    skip(2);  // the operator that is folded
    return expression() && (b == 'l' || b == 'r' || expression());
  }
  if (a == 'q' && b == 'u') return expression() && expression() && expression();
  if (has("pp mm", a, b)) {
    eat('_');
    return expression();
  }
  if (has("ps ng ad de co nt sz az nx te sp tw aw", a, b)) return expression();
  return has("aN aS aa an cm ds dV dv eO eo eq ge gt ix lS le ls lt mI mL mi ml ne oR oo or pL pl pm rM rS rm rs ss", a, b) &&
         expression() && expression();
}

// A name in a template that depends on its arguments: [gs] [sr ...] <name>.
bool Demangler::unresolved_name() {
  const Level level(*this);
  if (!level.ok()) return false;
  eat('g', 's');
  if (eat('s', 'r')) {
    const bool several = eat('N');
    if (!(peek() >= '0' && peek() <= '9') || several) {
      if (!type()) return false;
      if (peek() == 'I' && !template_args()) return false;
    }
    if (several || (peek() >= '0' && peek() <= '9' && in_[at_ - 1] == 'r')) {
      while (!eat('E')) {
        if (!source_name() || (peek() == 'I' && !template_args())) return false;
      }
    }
  }
  bool ok;
  if (eat('d', 'n')) ok = peek() >= '0' && peek() <= '9' ? source_name() : type();
  else if (eat('o', 'n')) ok = operator_name();
  else ok = source_name();
  return ok && (peek() != 'I' || template_args());
}

}  // namespace rt
