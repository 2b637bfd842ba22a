// tests/fake_kernel/fake_fd.h - descriptors over files, pipes and captured standard streams in memory.
//
// A process starts with 0, 1 and 2: what in holds is read from 0, what is written to 1 and 2 is in
// out() and err(). A read or poll that would block for ever fails the test, because nobody else
// runs. Layer: tests.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/types.h"
#include "tests/fake_kernel/fake_fs.h"

namespace rt {

// One open file description: descriptors that dup makes share it.
struct FakeOpen {
  enum class Kind { file, pipe_read, pipe_write, stream, other };
  struct Pipe {
    std::string data;
    int readers = 0;
    int writers = 0;
  };

  Kind kind = Kind::file;
  u32 flags = 0;
  i64 offset = 0;
  std::shared_ptr<FakeInode> inode;  // file; a stream's data is its, too
  std::shared_ptr<Pipe> pipe;
  std::string path;  // of a file, when it was opened

  ~FakeOpen() {
    if (pipe != nullptr) (kind == Kind::pipe_read ? pipe->readers : pipe->writers)--;
  }
};

class FakeFd {
 public:
  explicit FakeFd(i64* now_ns);

  // What a test may set.
  FakeFs fs;
  usize max_io_bytes = ~usize{0};  // the most that one read or write moves
  void set_in(std::string_view data) { in_->data = data; }
  void set_tty(i32 fd, bool is_tty) { ttys_[fd] = is_tty; }
  usize pipe_bytes = 65536;

  // What a test may ask.
  const std::string& out() const { return out_->data; }
  const std::string& err() const { return err_->data; }
  usize open_count() const { return table_.size(); }
  bool is_open(i32 fd) const { return table_.count(fd) != 0; }

  // For FakeNet: the lowest free number, for something whose calls are not FakeFd's.
  i32 open_other(bool cloexec);

  // dump writes what was captured to the test's own standard streams: before the process ends.
  void dump() const;

  // For FakeMm: the bytes behind a descriptor from offset on; 0 or -errno.
  long contents_for_mmap(i32 fd, i64 offset, std::string_view* contents) const;

  // For the dispatch.
  bool call(u32 number, const long* words, long* result);

 private:
  using Open = std::shared_ptr<FakeOpen>;
  struct Slot {
    Open open;
    bool cloexec = false;
  };

  Open get(i32 fd) const;
  long install(Open open, bool cloexec, i32 from = 0);
  long path_at(i32 dirfd, const char* path, std::string* out) const;

  long openat(i32 dirfd, const char* path, u32 flags, u32 mode);
  long close(i32 fd);
  long read(i32 fd, char* buffer, usize bytes, i64 at);
  long write(i32 fd, const char* buffer, usize bytes, i64 at);
  long vector_io(bool is_write, i32 fd, const kernel::Iovec* ranges, usize count);
  long lseek(i32 fd, i64 offset, u32 whence);
  long stat(const FakeOpen* open, const FakeInode* inode, kernel::Stat* out) const;
  long statat(i32 dirfd, const char* path, kernel::Stat* out, u32 flags) const;
  long getdents(i32 fd, char* buffer, usize bytes);
  long pipe2(i32* fds, u32 flags);
  long dup3(i32 old_fd, i32 new_fd, u32 flags);
  long fcntl(i32 fd, u32 command, u64 arg);
  long readlinkat(i32 dirfd, const char* path, char* buffer, usize bytes) const;
  long ftruncate(i32 fd, i64 bytes);
  long getcwd(char* buffer, usize bytes) const;
  long chdir(const char* path);
  long poll(kernel::PollFd* fds, usize count, const void* timeout);
  i16 ready(const FakeOpen& open) const;
  bool call_io(u32 number, const long* w, long* result);
  bool call_names(u32 number, const long* w, long* result);

  i64* now_ns_;
  std::map<i32, Slot> table_;
  std::map<i32, bool> ttys_;
  std::shared_ptr<FakeInode> in_, out_, err_;
};

}  // namespace rt
