// kernel_iface/errno.cc - the texts of errors.
//
// Layer: kernel_iface.
#include "kernel_iface/errno.h"

#include "kernel_iface/text_table.h"

namespace rt {

#define RT_ERRNO_BYTES_(name, number, text) +sizeof(text) + 1
#define RT_ERRNO_ADD_(name, number, text) table.add(number, text);

static constexpr auto kErrnoTexts = [] {
  TextTable<0 RT_ERRNOS(RT_ERRNO_BYTES_)> table;
  RT_ERRNOS(RT_ERRNO_ADD_)
  return table;
}();

const char* errno_text(Errno error) {
  if (error == Errno::ok) return "success";
  const char* text = kErrnoTexts.find(static_cast<u64>(error));
  return text != nullptr ? text : "unknown error";
}

}  // namespace rt
