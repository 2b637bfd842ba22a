// rt0/print.cc - where print, eprint and format put their text.
//
// The text of one call is made before the stream's lock is taken: a formatter of the program's may
// print or park itself, and the call still comes out in one piece. Layer: rt0.
#include <cstring>

#include "base/assert.h"
#include "rt0/fmt.h"
#include "rt0/io.h"
#include "rt0/sys.h"

namespace rt0::detail {

namespace {

// Text that begins on the stack and goes on on the heap when it gets long.
class TextBuffer : public text_sink {
 public:
  TextBuffer() : text_sink(local_, local_ + sizeof local_, &grow) {}
  ~TextBuffer() {
    if (begin_ != local_) rt::free_bytes(begin_);
  }
  std::string_view view() const { return {begin_, static_cast<std::size_t>(at_ - begin_)}; }

 private:
  static void grow(text_sink* sink) {
    auto* self = static_cast<TextBuffer*>(sink);
    const std::string_view text = self->view();
    auto* bigger = static_cast<char*>(rt::malloc_bytes(text.size() * 2));
    if (bigger == nullptr) rt::rt_throw("out of memory");
    std::memcpy(bigger, text.data(), text.size());
    if (self->begin_ != self->local_) rt::free_bytes(self->begin_);
    self->begin_ = bigger;
    self->at_ = bigger + text.size();
    self->end_ = bigger + text.size() * 2;
  }

  char local_[400];
};

// Text that is a std::string, which grows by doubling.
class StringSink : public text_sink {
 public:
  explicit StringSink(std::string& to) : text_sink(to.data(), to.data(), &grow), to_(to) { resize(0); }
  void finish() { to_.resize(used()); }

 private:
  std::size_t used() const { return static_cast<std::size_t>(at_ - begin_); }
  void resize(std::size_t used) {
    to_.resize(to_.capacity());  // the short string's own room comes first
    begin_ = to_.data();
    at_ = begin_ + used;
    end_ = begin_ + to_.size();
  }
  static void grow(text_sink* sink) {
    auto* self = static_cast<StringSink*>(sink);
    const std::size_t used = self->used();
    self->to_.reserve(used * 2);
    self->resize(used);
  }

  std::string& to_;
};

}  // namespace

void put_out(std::string_view text, bool line) { out.write_line(text, line); }

// err is not buffered: text and new line go in one write.
void put_err(std::string_view text, bool line) {
  if (!line) {
    err.write(text);
    return;
  }
  TextBuffer whole;
  whole.write(text);
  whole.put('\n');
  err.write(whole.view());
}

void put_format(stream to, std::string_view text, format_args args, bool line) {
  TextBuffer whole;
  vformat(whole, text, args);
  if (line) whole.put('\n');
  (to == stream::out ? out : err).write(whole.view());
}

std::string vformat_string(std::string_view text, format_args args) {
  std::string s;
  StringSink sink(s);
  vformat(sink, text, args);
  sink.finish();
  return s;
}

}  // namespace rt0::detail
