// kernel_iface/vdso.cc - a function of the vDSO, by its name.
//
// Go and musl look a symbol up by hash and version; here the table is walked, from the symbols' begin to that of
// the strings, which the kernel's linker script puts right behind (arch/x86/entry/vdso/vdso-layout.lds.S and its
// like): there are about a dozen, of one version, and a hash table is one more thing to believe.
// Layer: kernel_iface.
#include "kernel_iface/vdso.h"

#include "kernel_iface/elf.h"
#include "kernel_iface/text.h"

namespace rt::kernel {
namespace {

// More than any kernel's image (2 to 16 pages); a header that claims more is not believed.
constexpr usize kMaxImageBytes = 128 * 1024;

// Image is what a lookup needs of it. Addresses in the image are link-time ones; bias makes them real.
struct Image {
  uptr begin = 0, end = 0;  // of its only segment
  uptr bias = 0;
  uptr dynamic = 0;

  // room is whether bytes at an address lie in the image.
  bool room(uptr at, usize bytes) const { return at >= begin && at < end && bytes <= end - at; }
};

// find_image reads the headers, which lie in the first page. An end of 0: this is no image.
Image find_image(uptr base) {
  Image image;
  const auto* ehdr = reinterpret_cast<const ElfEhdr*>(base);
  if (base == 0 || base % kPageSize != 0 || *reinterpret_cast<const u32*>(base) != kElfMagic) return image;
  if (ehdr->phoff % 8 != 0 || ehdr->phoff > kPageSize || ehdr->phnum > (kPageSize - ehdr->phoff) / sizeof(ElfPhdr)) return image;
  const auto* phdr = reinterpret_cast<const ElfPhdr*>(base + ehdr->phoff);
  for (u32 left = ehdr->phnum; left > 0; left--, phdr++) {
    if (phdr->type == kElfPtDynamic) image.dynamic = phdr->vaddr;
    if (phdr->type != kElfPtLoad || phdr->offset != 0 || phdr->filesz > kMaxImageBytes) continue;
    image.begin = base;
    image.end = base + phdr->filesz;
    image.bias = base - phdr->vaddr;
  }
  image.dynamic += image.bias;
  return image;
}

bool is_exported_function(const ElfSym& s) {
  const bool visible = s.binding() == kElfStbGlobal || s.binding() == kElfStbWeak;
  return visible && s.type() == kElfSttFunc && s.shndx != kElfShnUndef;
}

}  // namespace

uptr vdso_symbol(uptr base, std::string_view name) {
  const Image image = find_image(base);
  uptr strings = 0, symbols = 0;
  for (uptr at = image.dynamic; at % 8 == 0 && image.room(at, sizeof(ElfDyn)); at += sizeof(ElfDyn)) {
    const auto* d = reinterpret_cast<const ElfDyn*>(at);
    if (d->tag == kElfDtNull) break;
    if (d->tag == kElfDtStrtab) strings = image.bias + d->value;
    if (d->tag == kElfDtSymtab) symbols = image.bias + d->value;
  }
  if (!image.room(strings, 1) || symbols % 8 != 0) return 0;
  for (; image.room(symbols, sizeof(ElfSym)) && symbols + sizeof(ElfSym) <= strings; symbols += sizeof(ElfSym)) {
    const auto& s = *reinterpret_cast<const ElfSym*>(symbols);
    const uptr text = strings + s.name;
    if (!is_exported_function(s) || !image.room(text, name.size() + 1)) continue;
    if (const auto* c = reinterpret_cast<const char*>(text); !same(name, {c, name.size()}) || c[name.size()] != 0) continue;
    const uptr found = image.bias + s.value;
    return image.room(found, 1) ? found : 0;
  }
  return 0;
}

}  // namespace rt::kernel
