// examples/wc.cc - counts lines, words, characters, bytes and columns, as GNU wc 9.1 does.
//
// A large regular file is cut into blocks, which goroutines read and count, as many as there are Ps;
// their summaries are put together in order. Everything else is read in one goroutine. The
// counting is in wc_count.h.
// Layer: examples.
#include <rt0/rt0.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <vector>

#include "wc_args.h"
#include "wc_count.h"
#include "wc_names.h"

namespace {

constexpr std::size_t kReadBytes = 128 << 10;  // of a stream: stays in the second-level cache
constexpr std::size_t kBlockBytes = 1 << 20;   // of a large file, at once: with 256 KiB wc -l takes a tenth longer
constexpr std::size_t kRoundBlocks = 4096;     // counted before their results are put together
constexpr std::size_t kLongest = 6;            // bytes of a character
constexpr std::size_t kMargin = 64;            // read around a block: more than a character, and a cache line

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

// What one goroutine reads into, with room on both sides and for the alignment of a file's place.
struct alignas(4096) Buffer {
  std::uint8_t bytes[kBlockBytes + 3 * kMargin];
};

// The blocks of a stretch of a file, [begin, end), begin on a multiple of kBlockBytes or where the file stood.
// Goroutines take one after another from a shared count, each with a buffer of its own. Mapping the file
// instead saves the copy but costs a fault per 64 KiB; where the page cache has small folios that takes
// longer, elsewhere it is even, and who cuts the file short meanwhile would end the program by SIGBUS.
class Blocks {
 public:
  Blocks(rt0::file& file, std::uint64_t begin, std::uint64_t end)
      : file_(file),
        begin_(begin),
        end_(end),
        first_(begin / kBlockBytes),
        results_((end + kBlockBytes - 1) / kBlockBytes - first_, wc::Summary{}) {}

  void work() {
    wc::Counter counter(options(), characters);
    const auto buffer = std::make_unique_for_overwrite<Buffer>();
    for (;;) {
      const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
      if (i >= results_.size()) return;
      results_[i] = count(counter, *buffer, first_ + i);
    }
  }

  std::size_t size() const { return results_.size(); }
  std::uint64_t stop() const { return stop_; }  // where counting ended: behind a character
  const std::vector<rt0::result<wc::Summary>>& results() const { return results_; }

 private:
  // A block begins and ends behind the character that its edge cuts: so a little more is read on both sides.
  // Of a file that was cut short meanwhile there is less, or nothing.
  rt0::result<wc::Summary> count(wc::Counter& counter, Buffer& buffer, std::uint64_t block) {
    const std::uint64_t from = std::max(begin_, block * kBlockBytes);
    const std::uint64_t to = std::min(end_, (block + 1) * kBlockBytes);
    const std::uint64_t low = from == begin_ ? from : from - kMargin;
    // The kernel's copy is five times faster between places of the same alignment.
    std::uint8_t* const data = buffer.bytes + low % kMargin;
    const auto into = std::as_writable_bytes(std::span(data, to + kMargin - low));
    const std::size_t size = RT0_TRY(file_.pread(into, static_cast<off_t>(low)));
    const std::uint8_t* const limit = data + size;
    const auto boundary = [&](std::uint64_t place) {
      const std::uint8_t* const at = data + std::min<std::uint64_t>(place - low, size);
      return request.utf8 ? wc::character_start(at, data, limit) : at;
    };
    const std::uint8_t* const first = boundary(from);
    const std::uint8_t* const last = std::max(first, boundary(to));
    if (to == end_) stop_ = low + static_cast<std::uint64_t>(last - data);
    return counter.count(first, last, limit);
  }

  rt0::file& file_;
  const std::uint64_t begin_, end_, first_;
  std::uint64_t stop_ = 0;  // written with the last block
  std::vector<rt0::result<wc::Summary>> results_;
  std::atomic<std::size_t> next_ = 0;
};

bool count_blocks(Blocks& blocks, std::string_view name, wc::Totals& totals) {
  const std::size_t workers = std::min<std::size_t>(rt0::gomaxprocs(), blocks.size());
  rt0::wait_group group;
  for (std::size_t i = 1; i < workers; i++) group.go([&] { blocks.work(); });
  blocks.work();
  group.wait();
  for (const auto& r : blocks.results()) {
    if (!r) return complain(name, r.error()), false;
    totals.append(*r);
  }
  return true;
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

// The whole blocks of a large regular file, from where it stands; what follows them is left to be read as a
// stream, and so is what was added meanwhile. False when reading failed, which is then said.
bool count_large(rt0::file& from, const struct stat& s, std::string_view name, wc::Totals& totals) {
  const auto here = from.seek(0, SEEK_CUR);
  if (!here || !S_ISREG(s.st_mode)) return true;
  auto at = static_cast<std::uint64_t>(*here);
  const std::uint64_t end = static_cast<std::uint64_t>(s.st_size) / kBlockBytes * kBlockBytes;
  while (at < end) {
    const std::uint64_t stop = std::min(end, (at / kBlockBytes + kRoundBlocks) * kBlockBytes);
    Blocks blocks(from, at, stop);
    if (!count_blocks(blocks, name, totals)) return false;
    at = blocks.stop();
    if (at < stop) break;  // cut short
  }
  (void)from.seek(static_cast<off_t>(at));  // it could seek a moment ago
  return true;
}

wc::Totals count_file(rt0::file& from, std::string_view name) {
  wc::Totals totals;
  const auto s = from.stat();
  if (s && (skip_to_end(from, *s, totals) || !count_large(from, *s, name, totals))) return totals;
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
  if (!request.sizes_matter || (request.files.size() == 1 && request.show.number() == 1)) return 1;
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

// What is said of a name that cannot be one; empty when it can.
std::string objection(std::size_t index) {
  const std::string_view name = request.files[index];
  if (name == "-" && request.names_from == "-") {
    return "when reading file names from stdin, no file name of '-' allowed";
  }
  if (!name.empty()) return {};
  constexpr std::string_view kEmpty = "invalid zero-length file name";
  if (!request.names_from) return std::string(kEmpty);
  return rt0::format("{}:{}: {}", wc::quoted(*request.names_from, request.utf8), index + 1, kEmpty);
}

void count_operand(std::size_t index, int width, wc::Totals& sum) {
  const std::string_view name = request.files[index];
  if (const std::string why = objection(index); !why.empty()) {
    rt0::out.flush();
    rt0::eprintln("{}: {}", wc::program_name(), why);
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
  if (request.names_from) wc::read_names(request, standard_input);
  const int width = column_width();
  wc::Totals sum;
  for (std::size_t i = 0; i < request.files.size(); i++) count_operand(i, width, sum);
  if (request.files.size() > 1) print_counts(sum, width, "total");
  if (const auto done = rt0::out.flush(); !done) {
    rt0::eprintln("{}: write error: {}", wc::program_name(), wc::sentence(done.error()));
    failed = true;
  }
  return failed ? 1 : 0;
}
