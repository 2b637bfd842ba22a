// sched/symbolizer/demangle_type.cc - types, and what stands for a type that was written before.
//
// Layer: sched.
#include "sched/symbolizer/demangler.h"

namespace rt {

bool Demangler::type(const Modifier* m) {
  const Level level(*this);
  if (!level.ok()) return false;
  types_++;
  const bool ok = compound(m);
  types_--;
  return ok;
}

// One letter, then the name; up to a semicolon.
static constexpr char kBuiltins[] =
    "vvoid;bbool;cchar;iint;junsigned int;llong;munsigned long;asigned char;hunsigned char;sshort;tunsigned short;xlong long;"
    "yunsigned long long;n__int128;ounsigned __int128;wwchar_t;ffloat;ddouble;elong double;g__float128;z...;";
static constexpr char kBuiltinsD[] =
    "nstd::nullptr_t;ichar32_t;schar16_t;uchar8_t;aauto;cdecltype(auto);h_Float16;fdecimal32;ddecimal64;edecimal128;";

bool Demangler::builtin(std::string_view names, const Modifier* m) {
  for (usize i = 0; i < names.size();) {
    usize end = i;
    while (names[end] != ';') end++;
    if (eat(names[i])) {
      out_.str({names.data() + i + 1, end - i - 1});
      modifiers(m);
      return true;
    }
    i = end + 1;
  }
  return false;
}

bool Demangler::compound(const Modifier* m) {
  const usize begin = at_;
  bool ok;
  switch (peek()) {
    case 'r': case 'V': case 'K': ok = qualified(m); break;
    case 'P': case 'R': case 'O': case 'C': case 'G': {
      const Modifier me{in_[at_++], 0, m};
      ok = type(&me);
      break;
    }
    case 'F': ok = function_type(m); break;
    case 'A': ok = array_type(m); break;
    case 'M': ok = member_pointer(m); break;
    case 'T': return template_type(m);
    case 'D': return type_d(m);
    case 'S':
      if (peek(1) != 't') {
        if (!substitution(m)) return false;
        if (peek() != 'I') return true;
        ok = template_args();
        remember(begin, at_);
        modifiers(m);
        return ok;
      }
      [[fallthrough]];
    case 'N': case 'Z': case '0' ... '9': ok = named_type(m); break;
    case 'U':
      if (peek(1) == 'l' || peek(1) == 't') {
        ok = named_type(m);
        break;
      }
      [[fallthrough]];
    case 'u':  // a vendor's own
      at_++;
      ok = source_name() && (in_[begin] == 'u' || (out_.str(" "), type(nullptr)));
      modifiers(m);
      break;
    default: return builtin({kBuiltins, sizeof kBuiltins - 1}, m);
  }
  remember(begin, 0);
  return ok;
}

static bool is_qualifier(char c) { return c == 'r' || c == 'V' || c == 'K'; }

bool Demangler::qualified(const Modifier* m) {
  usize ahead = 0;
  while (is_qualifier(peek(ahead))) ahead++;
  if (peek(ahead) == 'F') {  // of a member function: they belong to its type
    skip(ahead);
    return function_type(m);
  }
  const Modifier me{in_[at_++], 0, m};
  return ahead > 1 && ahead <= 3 ? qualified(&me) : type(&me);
}

bool Demangler::named_type(const Modifier* m) {
  const bool ok = name();
  modifiers(m);
  return ok;
}

// T_ is a parameter of the template; Ts, Tu and Te are words before a name. T_ with arguments is a template's template.
bool Demangler::template_type(const Modifier* m) {
  const usize begin = at_;
  if (peek(1) == 's' || peek(1) == 'u' || peek(1) == 'e') {
    skip(2);
    const bool named = named_type(m);
    remember(begin, 0);
    return named;
  }
  bool ok = template_param(m);
  remember(begin, at_);
  if (ok && peek() == 'I') {
    ok = template_args();
    remember(begin, at_);
  }
  return ok;
}

bool Demangler::type_d(const Modifier* m) {
  const usize begin = at_;
  const char c = peek(1);
  bool ok;
  switch (c) {
    case 'p': skip(2); ok = type(m); break;
    case 't': case 'T': ok = decltype_(); modifiers(m); break;
    case 'v': skip(2); ok = vector_type(m); break;
    case 'o': skip(2); ok = function_type(m); break;
    case 'O': skip(2); out_.mute(); ok = expression() && eat('E'); out_.unmute(); ok = ok && function_type(m); break;
    case 'F': {
      u32 n;
      skip(2);
      out_.str("_Float");
      if (!decimal(&n)) return false;
      out_.number(n, 10);
      modifiers(m);
      return eat('_');
    }
    default: at_++; return builtin({kBuiltinsD, sizeof kBuiltinsD - 1}, m);
  }
  remember(begin, 0);
  return ok;
}

bool Demangler::decltype_() {
  skip(2);
  out_.str("decltype(...)");
  out_.mute();
  const bool ok = expression();
  out_.unmute();
  return ok && eat('E');
}

// Dv <number> _ <type>
bool Demangler::vector_type(const Modifier* m) {
  u32 n;
  if (!decimal(&n) || !eat('_') || !type()) return false;
  out_.str(" vector[");
  out_.number(n, 10);
  out_.ch(']');
  modifiers(m);
  return true;
}

// F [Y] <return type> <parameters> [R|O] E
bool Demangler::function_type(const Modifier* m) {
  if (!eat('F')) return false;
  eat('Y');
  if (!type()) return false;
  out_.ch(' ');
  if (m != nullptr) {
    out_.ch('(');
    modifiers(m);
    out_.ch(')');
  }
  out_.ch('(');
  if (!parameters()) return false;
  out_.ch(')');
  if (!eat('R')) eat('O');
  return eat('E');
}

// parameters writes types up to an E, which is left.
bool Demangler::parameters() {
  if (peek() == 'v' && (peek(1) == 'E' || peek(2) == 'E')) {
    at_++;
    return true;
  }
  for (bool first = true; peek() != 'E'; first = false) {
    if ((peek() == 'R' || peek() == 'O') && peek(1) == 'E') break;
    if (!first) out_.str(", ");
    if (!type()) return false;
  }
  return true;
}

// A [number or expression] _ <element type>
bool Demangler::array_type(const Modifier* m) {
  at_++;
  const usize dimension = at_;
  u32 n;
  if (!decimal(&n) && peek() != '_') {
    out_.mute();
    const bool ok = expression();
    out_.unmute();
    if (!ok) return false;
  }
  const usize end = at_;
  if (!eat('_') || !type()) return false;
  out_.ch(' ');
  if (m != nullptr) {
    out_.ch('(');
    modifiers(m);
    out_.str(") ");
  }
  out_.ch('[');
  if (in_[dimension] >= '0' && in_[dimension] <= '9') out_.str({in_.data() + dimension, end - dimension});
  out_.ch(']');
  return true;
}

// M <class> <type of the member>
bool Demangler::member_pointer(const Modifier* m) {
  at_++;
  const Modifier me{'M', at_, m};
  out_.mute();
  const bool ok = type();
  out_.unmute();
  return ok && type(&me);
}

// modifiers writes what stands behind a type. & and && on a reference that came from an argument collapse.
void Demangler::modifiers(const Modifier* m) {
  for (; m != nullptr; m = m->next) {
    const bool reference = out_.last() == '&' && !out_.muted();
    switch (m->kind) {
      case 'P': out_.ch('*'); break;
      case 'R':
        if (!reference) out_.ch('&');
        else if (ends(out_.since(0), "&&")) out_.take_back(out_.size() - 1);
        break;
      case 'O':
        if (!reference) out_.str("&&");
        break;
      case 'K': out_.str(" const"); break;
      case 'V': out_.str(" volatile"); break;
      case 'r': out_.str(" restrict"); break;
      case 'M':
        if (out_.last() != '(') out_.ch(' ');
        again(m->place, nullptr);
        out_.str("::*");
        break;
      default: out_.str(" complex");
    }
  }
}

bool Demangler::again(usize place, const Modifier* m) {
  const usize back = at_;
  at_ = place;
  repeating_++;
  const bool ok = type(m);
  repeating_--;
  at_ = back;
  return ok;
}

// T_ is the first argument of the template whose function this is, T0_ the second.
bool Demangler::template_param(const Modifier* m) {
  u32 wanted;
  if (!eat('T') || !sequence(&wanted)) return false;
  if (out_.muted()) return true;
  if (lambdas_ != 0 || args_ == 0) {
    out_.str(lambdas_ != 0 ? "auto" : "T");
    modifiers(m);
    return true;
  }
  const usize back = at_;
  at_ = args_ + 1;
  repeating_++;
  out_.mute();
  bool ok = true;
  for (u32 i = 0; ok && i < wanted; i++) ok = peek() != 'E' && template_arg();
  out_.unmute();
  const char c = peek();
  if (!ok || c == 'E') out_.ch('T');
  else if (c == 'L' || c == 'X' || c == 'J') ok = template_arg();
  else ok = type(m);
  repeating_--;
  at_ = back;
  return ok;
}

bool Demangler::substitution(const Modifier* m) {
  if (!eat('S')) return false;
  if (peek() >= 'a' && peek() <= 'z') return standard(m);
  u32 index;
  if (!sequence(&index) || index >= subs_count_) return false;
  if (peek() == 'I') m = nullptr;  // the name of a template: modifiers come behind the arguments
  const Sub s = subs_[index];
  if (s.end == 0) return again(s.place, m);
  const Level level(*this);
  if (!level.ok()) return false;
  const usize back = at_;
  at_ = s.place;
  repeating_++;
  const bool ok = prefix(s.end);
  repeating_--;
  at_ = back;
  modifiers(m);
  return ok;
}

// Sa, Sb and so on: the letter, what is written, and after a colon the name of its constructor; up to a semicolon.
static constexpr char kStandard[] =
    "aallocator:allocator;bbasic_string:basic_string;sstring:basic_string;iistream:basic_istream;oostream:basic_ostream;"
    "diostream:basic_iostream;";

bool Demangler::standard(const Modifier* m) {
  for (usize i = 0; i < sizeof kStandard - 1;) {
    usize colon = i, end;
    while (kStandard[colon] != ':') colon++;
    for (end = colon; kStandard[end] != ';';) end++;
    if (eat(kStandard[i])) {
      out_.str("std::");
      out_.str({kStandard + i + 1, colon - i - 1});
      last_name_ = {kStandard + colon + 1, end - colon - 1};
      if (peek() != 'I') modifiers(m);
      return true;
    }
    i = end + 1;
  }
  return false;
}

}  // namespace rt
