// rt0/io_state.h - the fields of file, writer and reader, apart from what they do.
//
// rt0::out, err and in must be there before every constructor and after every destructor. So they are
// defined (streams.cc) as these structures, which have constant constructors and no destructors, and are
// declared (io.h) as the classes that derive from them and add nothing but functions. The names of
// variables carry no type, so the two meet in the linker.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include <rt0/panic.h>
#include <rt0/sync.h>

namespace rt0 {

enum class buffering : std::uint8_t {
  automatic,  // line on a terminal, full elsewhere: asked at the first write
  full,       // written when the buffer is full
  line,       // and after every call that wrote a new line
  none,       // written by every call
};

namespace detail {

class file_state {
 public:
  constexpr explicit file_state(int fd) : fd_(fd) {}

 protected:
  int fd_;  // -1: empty
  // Of a descriptor that parks its reader and writer in the network poller (the pipes that we make), 1 + what
  // polled_io wants besides fd_; 0: of any other.
  std::uint32_t polled_ = 0;
  mutex reading_;
  mutex writing_;
};

class writer_state {
 public:
  // All zero, for out: the page of initialised data that it would be the only one to need is a mapping and
  // 5 us at each start. Its file and its buffer come with the first write.
  constexpr writer_state() = default;
  constexpr writer_state(file_state& to, buffering mode, std::span<char> buffer)
      : file_(&to),
        buffer_(buffer.data()),
        capacity_(buffer.size()),
        mode_(mode),
        borrowed_(buffer_ != nullptr) {}

 protected:
  file_state* file_ = nullptr;
  mutex lock_;              // of everything below
  int error_ = 0;           // the first errno; 0: none
  char* buffer_ = nullptr;  // null: not made yet, or none
  // Makes the buffer. Null where none is ever made: a program with out and err alone needs no heap for it.
  char* (*make_)(std::size_t bytes) = nullptr;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;    // bytes in the buffer
  buffering mode_ = buffering::automatic;
  bool prepared_ = false;   // was written before
  bool borrowed_ = false;   // the buffer is not ours to free
};

class reader_state {
 public:
  constexpr explicit reader_state(file_state& from) : file_(&from) {}

 protected:
  file_state* file_;
  mutex lock_;  // of everything below
  int error_ = 0;
  char* buffer_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;  // what was read and not yet taken lies in [begin_, end_)
  std::size_t end_ = 0;
};

}  // namespace detail
}  // namespace rt0
