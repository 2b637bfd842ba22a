// rt0/os.h - the process and its surroundings: arguments, environment, names in the file system.
//
// Layer: rt0.
#pragma once
#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <rt0/abi.h>
#include <rt0/io.h>
#include <rt0/notify.h>
#include <rt0/panic.h>

namespace rt0 {

// What the process was started with. args()[0] is the program's name, if there is any argument.
// The views are good for ever.
inline std::span<const std::string_view> args() { return abi::args(); }
inline std::span<const std::string_view> environ() { return abi::environ(); }  // "NAME=value"
std::optional<std::string_view> getenv(std::string_view name);

// exit runs the destructors of globals and local statics, flushes rt0::out and ends the process,
// whatever other goroutines do.
[[noreturn]] inline void exit(int status) { abi::exit(status); }
int getpid();
int getppid();

[[nodiscard]] result<struct ::stat> stat(std::string_view path);  // of what a symbolic link points at
result<void> mkdir(std::string_view path, mode_t mode = 0777);
result<void> remove(std::string_view path);  // a file, or an empty directory
result<void> rename(std::string_view from, std::string_view to);
result<void> chdir(std::string_view path);
[[nodiscard]] result<std::string> getcwd();
[[nodiscard]] result<std::string> readlink(std::string_view path);
// first reads what second writes; both are closed in programs that this one starts. Reading and writing park the goroutine
// alone, and close wakes it. Both descriptors are non-blocking until they are released.
[[nodiscard]] result<std::pair<file, file>> pipe();
// Fills into from the kernel's generator; waits for its first seed after power-on.
void random_bytes(std::span<std::byte> into);

enum class file_type : std::uint8_t { unknown, regular, directory, symlink, fifo, socket, character, block };

// name is good until the next entry is read.
struct dir_entry {
  std::string_view name;
  file_type type;  // unknown where the file system does not say: ask stat
};

// dir is an open directory: for (rt0::dir_entry e : *open_dir(".")). "." and ".." are left out. Read
// once, by one goroutine. An error ends the loop, and last_error keeps it.
class dir {
 public:
  explicit dir(file directory) : file_(std::move(directory)) {}
  dir(dir&& from) noexcept;
  dir& operator=(dir&& from) noexcept;
  ~dir();

  std::optional<dir_entry> next();
  std::optional<rt0::error> last_error() const { return last_error_; }

  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = dir_entry;
    using difference_type = std::ptrdiff_t;
    using pointer = const dir_entry*;
    using reference = const dir_entry&;

    iterator() = default;
    explicit iterator(dir* from) : from_(from), entry_(from->next()) {}
    const dir_entry& operator*() const { return *entry_; }
    const dir_entry* operator->() const { return &*entry_; }
    iterator& operator++() {
      entry_ = from_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return !it.entry_; }

   private:
    dir* from_ = nullptr;
    std::optional<dir_entry> entry_;
  };
  iterator begin() { return iterator(this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  bool refill();

  file file_;
  std::byte* buffer_ = nullptr;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::optional<rt0::error> last_error_;
};
[[nodiscard]] result<dir> open_dir(std::string_view path);

}  // namespace rt0
