// examples/wc.cc - counts lines, words, characters, bytes and columns, as GNU wc 9.1 does.
//
// A large regular file is cut into chunks, which goroutines map and count, as many as there are Ps;
// their summaries are put together in order. Everything else is read in one goroutine. The
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
constexpr std::size_t kLongest = 6;            // bytes of a character

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

// One chunk after another, from a shared count, until there is none. Each is mapped while it is counted:
// giving back a large mapping in one piece costs as much as counting it, and would be one goroutine's.
class Chunks {
 public:
  Chunks(const rt0::file& file, std::uint64_t begin, std::uint64_t end)
      : file_(file),
        begin_(begin),
        end_(end),
        results_((end - begin + kChunkBytes - 1) / kChunkBytes, wc::Summary{}) {}

  void work() {
    wc::Counter counter(options(), characters);
    for (;;) {
      const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
      if (i >= results_.size()) return;
      results_[i] = count(counter, begin_ + i * kChunkBytes);
    }
  }

  std::size_t size() const { return results_.size(); }
  const std::vector<rt0::result<wc::Summary>>& results() const { return results_; }

 private:
  // Around the chunk a few bytes more are mapped, for the characters that it cuts.
  rt0::result<wc::Summary> count(wc::Counter& counter, std::uint64_t from) const {
    const std::uint64_t to = std::min<std::uint64_t>(from + kChunkBytes, end_);
    const std::uint64_t low = from - std::min<std::uint64_t>(from - begin_, kLongest);
    const rt0::mapping map = RT0_TRY(file_.map(static_cast<off_t>(low), to - low + kLongest));
    const auto* const data = reinterpret_cast<const std::uint8_t*>(map.bytes().data());
    const std::uint64_t size = std::min<std::uint64_t>(map.bytes().size(), end_ - low);
    const std::uint8_t* const limit = data + size;
    const auto boundary = [&](std::uint64_t place) {
      const std::uint8_t* const at = data + std::min(place - low, size);
      return request.utf8 ? wc::character_start(at, data, limit) : at;
    };
    const std::uint8_t* const first = boundary(from);
    return counter.count(first, std::max(first, boundary(to)), limit);
  }

  const rt0::file& file_;
  const std::uint64_t begin_, end_;
  std::vector<rt0::result<wc::Summary>> results_;
  std::atomic<std::size_t> next_ = 0;
};

void count_chunks(Chunks& chunks, std::string_view name, wc::Totals& totals) {
  const std::size_t workers = std::min<std::size_t>(rt0::gomaxprocs(), chunks.size());
  rt0::wait_group group;
  for (std::size_t i = 1; i < workers; i++) group.go([&] { chunks.work(); });
  chunks.work();
  group.wait();
  for (const auto& r : chunks.results()) {
    if (!r) return complain(name, r.error());
    totals.append(*r);
  }
}

// Reads to the end. What follows the last whole character of a buffer waits for the next one.
void count_stream(rt0::file& from, std::string_view name, wc::Totals& totals) {
  constexpr std::size_t kHeld = kLongest - 1;  // the longest character without its last byte
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

// The chunks of a large regular file, from where it stands; false when it is none, or cannot be mapped.
bool count_large(rt0::file& from, const struct stat& s, std::string_view name, wc::Totals& totals) {
  const auto at = from.seek(0, SEEK_CUR);
  if (!at || !S_ISREG(s.st_mode) || s.st_size - *at < static_cast<off_t>(kMapBytes)) return false;
  if (!from.map(*at, 1)) return false;
  Chunks chunks(from, static_cast<std::uint64_t>(*at), static_cast<std::uint64_t>(s.st_size));
  count_chunks(chunks, name, totals);
  return from.seek(s.st_size).has_value();
}

wc::Totals count_file(rt0::file& from, std::string_view name) {
  wc::Totals totals;
  const auto s = from.stat();
  if (s && (skip_to_end(from, *s, totals) || count_large(from, *s, name, totals))) return totals;
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
