// kernel_iface/vdso.h - find a function in the image that the kernel maps into every process.
//
// The image is an ELF shared object in memory. It is the kernel's word, but a debugger, an emulator or
// a checkpoint may have put another one there: everything is checked to lie inside the image before
// it is read, and whatever does not make sense means "not found". Layer: kernel_iface.
#pragma once
#include <string_view>

#include "base/types.h"

namespace rt::kernel {

// vdso_symbol looks a function up by name.
//   image    AT_SYSINFO_EHDR of the auxiliary vector, on a page; 0 finds nothing
//   returns  the function's address, or 0
// Any stack.
uptr vdso_symbol(uptr image, std::string_view name);

}  // namespace rt::kernel
