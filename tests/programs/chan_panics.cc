// tests/programs/chan_panics.cc - what a channel refuses, in which words.
//
// status: 2
// procs: 1 4
// run: send
// args: send
// stderr~ ^panic: send on closed channel$
// run: send of a string
// args: send_string
// stderr~ ^panic: send on closed channel$
// run: try_send
// args: try_send
// stderr~ ^panic: send on closed channel$
// run: try_send of a string
// args: try_send_string
// stderr~ ^panic: send on closed channel$
// run: parked sender
// args: parked
// stderr~ ^panic: send on closed channel$
// run: parked sender of a string
// args: parked_string
// stderr~ ^panic: send on closed channel$
// run: select
// args: select
// stderr~ ^panic: send on closed channel$
// run: select with otherwise
// args: select_otherwise
// stderr~ ^panic: send on closed channel$
// run: parked select
// args: parked_select
// stderr~ ^panic: send on closed channel$
// run: close nil
// args: close_nil
// stderr~ ^panic: close of nil channel$
// run: close twice
// args: close_twice
// stderr~ ^panic: close of closed channel$
// run: size overflows
// args: overflow
// stderr~ ^panic: make_chan: size out of range$
// run: size beyond memory
// args: too_large
// stderr~ ^panic: make_chan: size out of range$
// run: size beyond memory, of strings
// args: too_large_string
// stderr~ ^panic: make_chan: size out of range$
// run: receive from nil
// args: recv_nil
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: send to nil
// args: send_nil
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: nobody to meet
// args: recv
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: no case
// args: select_none
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: no case, at run time
// args: select_runtime_none
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
// run: only nil cases
// args: select_nil
// stderr~ ^fatal error: all goroutines are asleep - deadlock!$
#include <string>

#include "waiting.h"

static rt0::chan<int> closed() {
  auto c = rt0::make_chan<int>(1);
  c.close();
  return c;
}

static rt0::chan<std::string> closed_of_strings() {
  auto c = rt0::make_chan<std::string>(1);
  c.close();
  return c;
}

template <class T>
static void park_then_close(T v) {
  auto c = rt0::make_chan<T>();
  rt0::go([=] { c.send(v); });
  settle();
  c.close();
  settle();
}

int main(int argc, char** argv) {
  CHECK(argc == 2);
  const std::string_view what = argv[1];
  rt0::chan<int> nil;
  std::string text = "text";
  if (what == "send") closed().send(1);
  if (what == "send_string") closed_of_strings().send("text");
  if (what == "try_send") closed().try_send(1);
  if (what == "try_send_string") closed_of_strings().try_send(text);
  if (what == "parked") park_then_close<int>(1);
  if (what == "parked_string") park_then_close<std::string>(text);
  if (what == "select") rt0::select(rt0::on_recv(nil), rt0::on_send(closed(), 1));
  if (what == "select_otherwise") rt0::select(rt0::on_send(closed(), 1), rt0::otherwise());
  if (what == "parked_select") {
    auto c = rt0::make_chan<int>(), d = rt0::make_chan<int>();
    rt0::go([=] { rt0::select(rt0::on_recv(d), rt0::on_send(c, 1)); });
    settle();
    c.close();
    settle();
  }
  if (what == "close_nil") nil.close();
  if (what == "close_twice") closed().close();
  if (what == "overflow") rt0::make_chan<long>(~std::size_t{0} / 4);
  if (what == "too_large") rt0::make_chan<long>(std::size_t{1} << 50);
  if (what == "too_large_string") rt0::make_chan<std::string>(std::size_t{1} << 50);
  if (what == "recv_nil") nil.recv();
  if (what == "send_nil") nil.send(1);
  if (what == "recv") rt0::make_chan<int>().recv();
  if (what == "select_none") rt0::select();
  if (what == "select_runtime_none") rt0::select(std::span<rt0::select_case>());
  if (what == "select_nil") rt0::select(rt0::on_recv(nil), rt0::on_send(nil, 1));
  return 0;
}
