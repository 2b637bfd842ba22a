// examples/wc_args.h - what wc is asked to do: options and operands as getopt_long reads them, the
// locale, and names and errors as GNU's tools write them.
//
// Layer: examples.
#pragma once
#include <rt0/rt0.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wc_count.h"

namespace wc {

// Which counts are printed.
struct Counts {
  bool lines = false, words = false, chars = false, bytes = false, columns = false;
  int number() const { return lines + words + chars + bytes + columns; }
};

struct Request {
  Counts show;
  bool utf8 = false;                    // the locale's characters are UTF-8, otherwise they are bytes
  bool no_operand = false;              // then files is just "-", and is not named
  std::vector<std::string_view> files;
  std::optional<std::string_view> names_from;  // --files0-from
  std::string names;                           // what was there; files points into it
  bool sizes_matter = true;                    // to the width of columns
};

inline std::string_view program_name() { return rt0::args().empty() ? "wc" : rt0::args()[0]; }

// "no such file or directory" as GNU's tools have it: with a capital.
inline std::string sentence(rt0::error why) {
  std::string text(why.message());
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// How many bytes of name the printable character at `at` has; 0 when there is none.
inline std::size_t printable_at(std::string_view name, std::size_t at, bool utf8) {
  const auto c = static_cast<unsigned char>(name[at]);
  if (c < 0x80) return c >= ' ' && c != 0x7f ? 1 : 0;
  if (!utf8) return 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(name.data());
  std::uint32_t decoded;
  const std::size_t length = decode(bytes + at, bytes + name.size(), decoded);
  return length != 0 && (search_properties(decoded) & kPrint) != 0 ? length : 0;
}

// A byte that is not printable, within $'...'.
inline void append_escape(std::string& text, char c) {
  constexpr std::string_view kNamed = "\aa\bb\tt\nn\vv\ff\rr";
  const std::size_t named = kNamed.find(c);
  if (named != std::string_view::npos) text.append(1, '\\').append(1, kNamed[named + 1]);
  else rt0::format_to(std::back_inserter(text), "\\{:03o}", static_cast<unsigned char>(c));
}

// A name that a shell would read back: as it is where it can be, in quotes otherwise, with what is not
// printable as $'\ooo'.
inline std::string quoted(std::string_view name, bool utf8, bool always = false) {
  const auto has = [&](std::string_view set) { return name.find_first_of(set) != std::string_view::npos; };
  std::string text = "'";
  bool escaped = false;  // within $'...'
  bool plain = true;     // all printable
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t length = printable_at(name, at, utf8);
    if ((length == 0) != escaped) {
      escaped = !escaped;
      text += escaped ? "'$'" : "''";
    }
    plain = plain && length != 0;
    if (length == 0) append_escape(text, name[at]);
    else if (name[at] == '\'') text += "'\\''";
    else text += name.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  const bool leading = !name.empty() && (name[0] == '#' || name[0] == '~');
  if (!always && !name.empty() && plain && !leading && !has(" !\"$&'()*:;<=>?[\\^`|")) return std::string(name);
  if (has("'") && plain && !has("!\"$\\`")) return rt0::format("\"{}\"", name);
  return text + "'";
}

inline std::string quoted_always(std::string_view name, bool utf8) { return quoted(name, utf8, true); }

// A name behind its counts keeps to its line.
inline std::string shown_name(std::string_view name, bool utf8) {
  return name.find('\n') == std::string_view::npos ? std::string(name) : quoted(name, utf8);
}

// The locale's name is LC_ALL's, else LC_CTYPE's, else LANG's; what counts is what follows the dot.
inline bool locale_is_utf8() {
  std::string_view name;
  for (std::string_view variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    name = rt0::getenv(variable).value_or("");
    if (!name.empty()) break;
  }
  std::string codeset;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  for (char c : name.substr(dot + 1, name.find('@') - dot - 1)) {
    if (c != '-') codeset += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return codeset == "utf8";
}

[[noreturn]] inline void fail_usage(std::string_view what) {
  rt0::eprintln("{}: {}\nTry '{} --help' for more information.", program_name(), what, program_name());
  rt0::exit(1);
}

[[noreturn]] inline void print_help() {
  rt0::print(
      "Usage: {} [OPTION]... [FILE]...\n"
      "Print newline, word and byte counts for each FILE, and a total line if there is more than one.\n"
      "A word is a sequence of printable characters between white space. Without FILE, or when FILE is\n"
      "-, standard input is read.\n\n"
      "The options choose which counts are printed, always in this order: newlines, words, characters,\n"
      "bytes, longest line.\n"
      "  -c, --bytes            bytes\n"
      "  -m, --chars            characters\n"
      "  -l, --lines            newlines\n"
      "      --files0-from=F    read the files whose names, each ended by a NUL, are in F; - is standard input\n"
      "  -L, --max-line-length  the width of the longest line\n"
      "  -w, --words            words\n"
      "      --help             this text\n"
      "      --version          version\n",
      program_name());
  rt0::exit(0);
}

inline void short_options(std::string_view letters, Counts& show) {
  for (char c : letters) {
    switch (c) {
      case 'c': show.bytes = true; break;
      case 'm': show.chars = true; break;
      case 'l': show.lines = true; break;
      case 'w': show.words = true; break;
      case 'L': show.columns = true; break;
      default: fail_usage(rt0::format("invalid option -- '{}'", c));
    }
  }
}

struct LongOption {
  std::string_view name;
  char letter;  // of the short option; 0: there is none
};

// The arguments, one after another.
class Arguments {
 public:
  bool more() const { return next_ < rt0::args().size(); }
  std::string_view take() { return rt0::args()[next_++]; }

 private:
  std::size_t next_ = 1;
};

// Any beginning of a long option's name will do; no two begin with the same letter.
inline void long_option(std::string_view text, Arguments& rest, Request& request) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const bool has_value = equals != std::string_view::npos;
  for (LongOption full : {LongOption{"bytes", 'c'}, {"chars", 'm'}, {"lines", 'l'}, {"max-line-length", 'L'},
                          {"words", 'w'}, {"files0-from", 0}, {"help", 0}, {"version", 0}}) {
    if (!full.name.starts_with(name)) continue;
    if (full.name == "files0-from") {
      if (!has_value && !rest.more()) fail_usage("option '--files0-from' requires an argument");
      request.names_from = has_value ? text.substr(equals + 1) : rest.take();
      return;
    }
    if (has_value) fail_usage(rt0::format("option '--{}' doesn't allow an argument", full.name));
    if (full.letter != 0) return short_options({&full.letter, 1}, request.show);
    if (full.name == "help") print_help();
    rt0::println("wc (rt0 examples) 0.1");
    rt0::exit(0);
  }
  fail_usage(rt0::format("unrecognized option '--{}'", text));
}

// Options may stand behind operands, unless POSIXLY_CORRECT is set; "--" ends them.
inline Request parse_args() {
  Request request;
  const bool posix = rt0::getenv("POSIXLY_CORRECT").has_value();
  bool operands_only = false;
  for (Arguments rest; rest.more();) {
    const std::string_view arg = rest.take();
    if (operands_only || arg.size() < 2 || arg[0] != '-') {
      request.files.push_back(arg);
      operands_only = operands_only || posix;
    } else if (arg == "--") {
      operands_only = true;
    } else if (arg[1] == '-') {
      long_option(arg.substr(2), rest, request);
    } else {
      short_options(arg.substr(1), request.show);
    }
  }
  Counts& show = request.show;
  if (show.number() == 0) show.lines = show.words = show.bytes = true;
  request.utf8 = locale_is_utf8();
  if (request.names_from && !request.files.empty()) {
    fail_usage(rt0::format("extra operand {}\nfile operands cannot be combined with --files0-from",
                           quoted_always(request.files[0], request.utf8)));
  }
  request.no_operand = request.files.empty() && !request.names_from;
  if (request.no_operand) request.files.push_back("-");
  return request;
}

}  // namespace wc
