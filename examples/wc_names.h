// examples/wc_names.h - the names that --files0-from finds in a file, each ended by a NUL.
//
// Layer: examples.
#pragma once
#include <rt0/rt0.h>

#include <string>
#include <string_view>

#include "wc_args.h"

namespace wc {

// Of a regular file up to this size GNU's wc reads all names first, and can tell how wide the columns must be.
inline constexpr off_t kNamesBytes = 10 << 20;

template <class... A>
[[noreturn]] void fail(rt0::format_string<A...> what, A&&... args) {
  rt0::out.flush();
  rt0::eprintln("{}: {}", program_name(), rt0::format(what, std::forward<A>(args)...));
  rt0::exit(1);
}

// read_names replaces request.files by the names in request.names_from; whoever cannot be read ends the program.
inline void read_names(Request& request, rt0::file& standard_input) {
  const std::string_view name = *request.names_from;
  rt0::file opened;
  if (name != "-") {
    auto file = rt0::open(name);
    if (!file) fail("cannot open {} for reading: {}", quoted_always(name, request.utf8), sentence(file.error()));
    opened = std::move(*file);
  }
  rt0::file& from = name == "-" ? standard_input : opened;
  const auto s = from.stat();
  request.sizes_matter = s && S_ISREG(s->st_mode) && s->st_size <= kNamesBytes;
  rt0::reader reader(from);
  auto text = reader.read_all();
  if (!text && request.sizes_matter) fail("cannot read file names from {}", quoted_always(name, request.utf8));
  if (!text) fail("{}: read error: {}", quoted(name, request.utf8), sentence(text.error()));
  request.names = std::move(*text);
  request.files.clear();
  for (std::string_view rest = request.names; !rest.empty();) {
    const std::size_t end = rest.find('\0');
    request.files.push_back(rest.substr(0, end));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
  }
}

}  // namespace wc
