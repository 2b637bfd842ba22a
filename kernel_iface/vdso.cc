// kernel_iface/vdso.cc - reading the vDSO's dynamic section with suspicion.
//
// The way of tools/testing/selftests/vDSO/parse_vdso.c of the kernel, with bounds. Symbols are
// compared one after the other: there are about a dozen, and hashing reads more pages.
// Layer: kernel_iface.
#include "kernel_iface/vdso.h"

#include "base/attributes.h"
#include "kernel_iface/elf.h"
#include "vdso_arch.h"

namespace rt::kernel {
namespace {

// What is read before the image has told its size: one page, which is mapped if any of it is.
constexpr usize kHeaderBytes = kPageSize;
// More than any kernel's image (2 to 16 pages); a header that claims more is not believed.
constexpr usize kMaxImageBytes = 128 * 1024;

// Image is a range of memory and the link-time address of its first byte.
class Image {
 public:
  Image(uptr base, usize bytes) : base_(base), bytes_(bytes) {}

  // at returns count objects at a byte offset from the start, or null unless all of them lie inside,
  // aligned.
  template <class T>
  const T* at(u64 offset, u64 count = 1) const {
    return reinterpret_cast<const T*>(inside(offset, count, sizeof(T), alignof(T)));
  }

  // at_vaddr takes the address that the file was linked for.
  template <class T>
  const T* at_vaddr(u64 vaddr, u64 count = 1) const {
    return at<T>(vaddr - link_base, count);
  }

  usize bytes() const { return bytes_; }

  u64 link_base = 0;

 private:
  uptr inside(u64 offset, u64 count, u32 object_bytes, u32 align) const;

  uptr base_;
  usize bytes_;
};

RT_NOINLINE uptr Image::inside(u64 offset, u64 count, u32 object_bytes, u32 align) const {
  u64 bytes;
  if (__builtin_mul_overflow(count, u64{object_bytes}, &bytes)) return 0;
  if (offset > bytes_ || bytes > bytes_ - offset) return 0;
  const uptr address = base_ + offset;
  return (address & (align - 1)) == 0 ? address : 0;
}

// What the lookup needs of the dynamic section; a null pointer for what is not there.
struct Tables {
  const char* strings = nullptr;
  usize string_bytes = 0;
  const ElfSym* symbols = nullptr;
  usize symbol_count = 0;
  const u16* versions = nullptr;  // by symbol
  u64 verdef = 0;                 // link-time address of the first ElfVerdef; 0 for none
};

// has_name tells whether the string at an offset of the string table is name, NUL included.
RT_NOINLINE bool has_name(const Tables& t, u32 offset, std::string_view name) {
  if (offset >= t.string_bytes || name.size() >= t.string_bytes - offset) return false;
  const char* text = t.strings + offset;
  return std::string_view(text, name.size()) == name && text[name.size()] == '\0';
}

// find_image checks the header and finds the segment that everything lies in; a size of 0: no image.
Image find_image(uptr base, const ElfPhdr** dynamic) {
  const Image none(0, 0);
  if (base == 0 || base % kPageSize != 0) return none;
  const Image head(base, kHeaderBytes);
  const auto* ehdr = head.at<ElfEhdr>(0);
  const auto* magic = head.at<u32>(0);
  if (*magic != kElfMagic || ehdr->ident[4] != kElfClass64 || ehdr->ident[5] != kElfData2Lsb) return none;
  if (ehdr->machine != arch::kElfMachine || ehdr->phentsize != sizeof(ElfPhdr)) return none;
  const auto* phdrs = head.at<ElfPhdr>(ehdr->phoff, ehdr->phnum);
  if (phdrs == nullptr) return none;
  const ElfPhdr* load = nullptr;
  for (u32 i = 0; i < ehdr->phnum; i++) {
    if (phdrs[i].type == kElfPtLoad && load == nullptr) load = &phdrs[i];
    if (phdrs[i].type == kElfPtDynamic) *dynamic = &phdrs[i];
  }
  // The header is the first thing in the image, so the first segment starts with it.
  if (load == nullptr || *dynamic == nullptr || load->offset != 0 || load->filesz > kMaxImageBytes)
    return none;
  Image image(base, load->filesz);
  image.link_base = load->vaddr;
  return image;
}

// gnu_symbol_count follows the chain of the highest bucket to its end: DT_GNU_HASH does not
// say how many symbols there are (gABI supplement; glibc, elf/dl-lookup.c).
usize gnu_symbol_count(const Image& image, u64 vaddr) {
  const auto* head = image.at_vaddr<u32>(vaddr, 4);  // buckets, first symbol, bloom words, shift
  if (head == nullptr) return 0;
  const u64 buckets_at = vaddr + 16 + u64{head[2]} * 8;
  const auto* buckets = image.at_vaddr<u32>(buckets_at, head[0]);
  if (buckets == nullptr) return 0;
  u32 last = 0;
  for (u32 i = 0; i < head[0]; i++) last = buckets[i] > last ? buckets[i] : last;
  if (last < head[1]) return 0;
  const u64 chain_at = buckets_at + u64{head[0]} * 4;
  for (;; last++) {
    const auto* link = image.at_vaddr<u32>(chain_at + u64{last - head[1]} * 4);
    if (link == nullptr) return 0;
    if ((*link & 1) != 0) return usize{last} + 1;
  }
}

// Dynamic is the dynamic section, whose entries lie in the image.
struct Dynamic {
  const ElfDyn* entries;
  u64 count;

  // value is the value of a tag; 0 when it is not there.
  RT_NOINLINE u64 value(i64 tag) const {
    for (u64 i = 0; i < count && entries[i].tag != kElfDtNull; i++) {
      if (entries[i].tag == tag) return entries[i].value;
    }
    return 0;
  }
};

usize count_symbols(const Image& image, const Dynamic& dynamic) {
  if (const u64 hash = dynamic.value(kElfDtHash); hash != 0) {
    const auto* head = image.at_vaddr<u32>(hash, 2);  // buckets, symbols
    return head != nullptr ? head[1] : 0;
  }
  const u64 gnu_hash = dynamic.value(kElfDtGnuHash);
  return gnu_hash != 0 ? gnu_symbol_count(image, gnu_hash) : 0;
}

// read_tables fills t; false when a table that the lookup cannot do without is missing or lies outside.
bool read_tables(const Image& image, const ElfPhdr& segment, Tables* t) {
  const u64 entries = segment.filesz / sizeof(ElfDyn);
  const Dynamic dynamic{image.at_vaddr<ElfDyn>(segment.vaddr, entries), entries};
  if (dynamic.entries == nullptr) return false;
  const u64 strings = dynamic.value(kElfDtStrtab);
  const u64 symbols = dynamic.value(kElfDtSymtab);
  const u64 versions = dynamic.value(kElfDtVersym);
  if (strings == 0 || symbols == 0) return false;
  t->string_bytes = dynamic.value(kElfDtStrsz);
  t->symbol_count = count_symbols(image, dynamic);
  t->strings = image.at_vaddr<char>(strings, t->string_bytes);
  t->symbols = image.at_vaddr<ElfSym>(symbols, t->symbol_count);
  t->verdef = dynamic.value(kElfDtVerdef);
  if (versions != 0 && t->verdef != 0) {
    t->versions = image.at_vaddr<u16>(versions, t->symbol_count);
    if (t->versions == nullptr) return false;
  }
  return t->strings != nullptr && t->symbols != nullptr && t->symbol_count != 0;
}

// version_index finds what DT_VERSYM calls a version; 0, which is no version's, when it is not defined.
u16 version_index(const Image& image, const Tables& t, std::string_view version) {
  u64 at = t.verdef;
  // Bounded by the size, so that a list that runs in circles ends.
  for (usize i = 0; i < image.bytes() / sizeof(ElfVerdef); i++) {
    const auto* def = image.at_vaddr<ElfVerdef>(at);
    if (def == nullptr) return 0;
    const auto* aux = image.at_vaddr<ElfVerdaux>(at + def->aux);
    const bool is_file = (def->flags & kElfVerFlagBase) != 0;
    if (!is_file && aux != nullptr && has_name(t, aux->name, version)) return def->ndx & ~kElfVerHidden;
    if (def->next == 0) return 0;
    at += def->next;
  }
  return 0;
}

bool is_exported_function(const ElfSym& s) {
  const bool visible = s.binding() == kElfStbGlobal || s.binding() == kElfStbWeak;
  const bool callable = s.type() == kElfSttFunc || s.type() == kElfSttNotype;
  return visible && callable && s.shndx != kElfShnUndef;
}

}  // namespace

uptr vdso_symbol(uptr base, std::string_view version, std::string_view name) {
  const ElfPhdr* dynamic = nullptr;
  const Image image = find_image(base, &dynamic);
  Tables t;
  if (image.bytes() == 0 || !read_tables(image, *dynamic, &t)) return 0;
  const u16 wanted = t.versions != nullptr ? version_index(image, t, version) : 0;
  if (t.versions != nullptr && wanted == 0) return 0;
  for (usize i = 1; i < t.symbol_count; i++) {  // symbol 0 is never one
    const ElfSym& s = t.symbols[i];
    if (!is_exported_function(s) || !has_name(t, s.name, name)) continue;
    if (t.versions != nullptr && (t.versions[i] & ~kElfVerHidden) != wanted) continue;
    return reinterpret_cast<uptr>(image.at_vaddr<u8>(s.value));
  }
  return 0;
}

}  // namespace rt::kernel
