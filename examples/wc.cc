// examples/wc.cc - counts lines, words, characters, bytes and columns, as GNU wc 9.1 does.
//
// A large regular file is mapped and cut into chunks, which goroutines count, as many as there are
// CPUs; their summaries are put together in order. Everything else is read in one goroutine. The
// counting is in wc_count.h. A file that is cut short while it is counted ends the program (SIGBUS).
// Layer: examples.
#include <rt0/rt0.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "wc_args.h"
#include "wc_count.h"

namespace {

constexpr std::size_t kReadBytes = 128 << 10;  // stays in the second-level cache between kernel and loop
constexpr std::size_t kChunkBytes = 4 << 20;   // 200 us of counting: far above the cost of a hand-over
constexpr std::size_t kMapBytes = 1 << 20;     // below, mapping costs more than it saves

wc::Request request;
constinit wc::Characters characters;
alignas(64) std::uint8_t read_buffer[kReadBytes];
rt0::file standard_input(0);
bool failed = false;

// Says what is wrong on standard error, after what is already on standard output.
void complain(std::string_view file, rt0::error why) {
  rt0::out.flush();
  rt0::eprintln("{}: {}: {}", wc::program_name(), wc::quoted(file, request.utf8), wc::sentence(why));
  failed = true;
}

wc::Options options() {
  const wc::Counts& show = request.show;
  return {.words = show.words,
          .chars = show.chars && request.utf8,
          .columns = show.columns,
          .utf8 = request.utf8};
}

// One chunk after another, from a shared count, until there is none.
struct Chunks {
  std::span<const std::uint8_t> data;
  std::vector<wc::Summary> summaries;
  std::atomic<std::size_t> next = 0;

  explicit Chunks(std::span<const std::uint8_t> all)
      : data(all), summaries((all.size() + kChunkBytes - 1) / kChunkBytes) {}

  const std::uint8_t* boundary(std::size_t index) const {
    const std::uint8_t* const begin = data.data();
    const std::uint8_t* const limit = begin + data.size();
    if (index * kChunkBytes >= data.size()) return limit;
    const std::uint8_t* const at = begin + index * kChunkBytes;
    return request.utf8 ? wc::character_start(at, begin, limit) : at;
  }

  void work() {
    wc::Counter counter(options(), characters);
    for (;;) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= summaries.size()) return;
      summaries[i] = counter.count(boundary(i), boundary(i + 1), data.data() + data.size());
    }
  }
};

void count_mapped(std::span<const std::uint8_t> data, wc::Totals& totals) {
  Chunks chunks(data);
  const std::size_t workers = std::min<std::size_t>(rt0::gomaxprocs(), chunks.summaries.size());
  rt0::wait_group group;
  for (std::size_t i = 1; i < workers; i++) group.go([&] { chunks.work(); });
  chunks.work();
  group.wait();
  for (const wc::Summary& s : chunks.summaries) totals.append(s);
}

// Reads to the end. What follows the last whole character of a buffer waits for the next one.
void count_stream(rt0::file& from, std::string_view name, wc::Totals& totals) {
  constexpr std::size_t kHeld = 5;  // the longest character without its last byte
  wc::Counter counter(options(), characters);
  std::size_t held = 0;
  for (bool more = true; more;) {
    const auto room = std::as_writable_bytes(std::span(read_buffer)).subspan(held);
    const auto got = from.read(room);
    if (!got) complain(name, got.error());
    const std::size_t n = got.value_or(0);
    more = n != 0;
    const std::uint8_t* const begin = read_buffer;
    const std::uint8_t* const limit = begin + held + n;
    const std::uint8_t* end = limit;
    if (more && request.utf8) {
      end = held + n > kHeld ? wc::character_start(limit - kHeld, begin, limit) : begin;
    }
    totals.append(counter.count(begin, end, limit));
    held = static_cast<std::size_t>(limit - end);
    std::memmove(read_buffer, end, held);
  }
}

// The size of what is left to read is enough when only bytes are asked for. Sizes that are whole pages
// may be invented (/proc, /sys): from the last block on such a file is read.
bool skip_to_end(rt0::file& from, const struct stat& s, wc::Totals& totals) {
  const wc::Counts& show = request.show;
  const bool bytes_only = !show.lines && !show.words && !show.columns && !(show.chars && request.utf8);
  const auto at = from.seek(0, SEEK_CUR);
  if (!bytes_only || !at || !S_ISREG(s.st_mode)) return false;
  const off_t end = s.st_size % 4096 != 0 ? s.st_size : s.st_size - s.st_size % (s.st_blksize + 1);
  if (*at < end && from.seek(end)) totals.bytes += static_cast<std::uint64_t>(end - *at);
  return s.st_size % 4096 != 0;
}

bool count_whole(rt0::file& from, const struct stat& s, wc::Totals& totals) {
  const auto at = from.seek(0, SEEK_CUR);
  if (!at || !S_ISREG(s.st_mode) || s.st_size - *at < static_cast<off_t>(kMapBytes)) return false;
  const auto map = from.map();
  if (!map) return false;
  const auto* data = reinterpret_cast<const std::uint8_t*>(map->bytes().data());
  count_mapped({data + *at, map->bytes().size() - static_cast<std::size_t>(*at)}, totals);
  return from.seek(static_cast<off_t>(map->bytes().size())).has_value();
}

wc::Totals count_file(rt0::file& from, std::string_view name) {
  wc::Totals totals;
  const auto s = from.stat();
  if (s && (skip_to_end(from, *s, totals) || count_whole(from, *s, totals))) return totals;
  count_stream(from, name, totals);
  return totals;
}

void print_counts(const wc::Totals& t, int width, std::string_view name) {
  std::string line;
  const auto add = [&](bool shown, std::uint64_t n) {
    if (shown) rt0::format_to(std::back_inserter(line), "{}{:{}}", line.empty() ? "" : " ", n, width);
  };
  add(request.show.lines, t.lines);
  add(request.show.words, t.words);
  add(request.show.chars, request.utf8 ? t.chars : t.bytes);
  add(request.show.bytes, t.bytes);
  add(request.show.columns, t.longest);
  if (!name.empty()) line.append(" ").append(name);
  rt0::println("{}", line);
}

// GNU's rule: wide enough for the sum of all sizes, at least 7 when some operand is not a regular
// file; 1 when a single number is printed.
int column_width() {
  if (request.files.size() == 1 && request.show.number() == 1) return 1;
  std::uint64_t sum = 0;
  int least = 1;
  for (std::string_view name : request.files) {
    const auto s = name == "-" ? standard_input.stat() : rt0::stat(name);
    if (!s) continue;
    if (S_ISREG(s->st_mode)) sum += static_cast<std::uint64_t>(s->st_size);
    else least = 7;
  }
  int width = 1;
  for (; sum >= 10; sum /= 10) width++;
  return std::max(width, least);
}

void add(wc::Totals& sum, const wc::Totals& t) {
  sum.lines += t.lines;
  sum.words += t.words;
  sum.chars += t.chars;
  sum.bytes += t.bytes;
  sum.longest = std::max(sum.longest, t.longest);
}

void count_operand(std::string_view name, int width, wc::Totals& sum) {
  if (name.empty()) {
    rt0::out.flush();
    rt0::eprintln("{}: invalid zero-length file name", wc::program_name());
    failed = true;
    return;
  }
  rt0::file opened;
  if (name != "-") {
    auto file = rt0::open(name);
    if (!file) return complain(name, file.error());
    opened = std::move(*file);
  }
  const wc::Totals t =
      count_file(name == "-" ? standard_input : opened, request.no_operand ? "standard input" : name);
  print_counts(t, width, request.no_operand ? std::string() : wc::shown_name(name, request.utf8));
  add(sum, t);
}

}  // namespace

int main() {
  request = wc::parse_args();
  if (rt0::getenv("POSIXLY_CORRECT")) characters.keep_non_breaking();
  const int width = column_width();
  wc::Totals sum;
  for (std::string_view name : request.files) count_operand(name, width, sum);
  if (request.files.size() > 1) print_counts(sum, width, "total");
  if (const auto done = rt0::out.flush(); !done) {
    rt0::eprintln("{}: write error: {}", wc::program_name(), wc::sentence(done.error()));
    failed = true;
  }
  return failed ? 1 : 0;
}
