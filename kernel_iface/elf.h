// kernel_iface/elf.h - the structures of an ELF64 image, as far as the vDSO and symbols need them.
//
// System V gABI, chapters 4 and 5; constants of include/uapi/linux/elf.h and <elf.h>.
// Layer: kernel_iface.
#pragma once
#include "base/types.h"

namespace rt::kernel {

// File header; the identification starts with the four bytes of kElfMagic.
struct ElfEhdr {
  u8 ident[16];
  u16 type;
  u16 machine;
  u32 version;
  u64 entry;
  u64 phoff;  // where the program headers lie in the file
  u64 shoff;
  u32 flags;
  u16 ehsize;
  u16 phentsize;
  u16 phnum;
  u16 shentsize;
  u16 shnum;
  u16 shstrndx;
};
static_assert(sizeof(ElfEhdr) == 64);

inline constexpr u32 kElfMagic = 0x464c457f;  // "\177ELF", little-endian
inline constexpr u16 kElfTypeExec = 2;        // type: ET_EXEC
inline constexpr u16 kElfTypeDyn = 3;         // type: ET_DYN

// Program header: one segment.
struct ElfPhdr {
  u32 type;
  u32 flags;
  u64 offset;
  u64 vaddr;
  u64 paddr;
  u64 filesz;
  u64 memsz;
  u64 align;
};
static_assert(sizeof(ElfPhdr) == 56);

inline constexpr u32 kElfPtLoad = 1;               // PT_LOAD
inline constexpr u32 kElfPtDynamic = 2;            // PT_DYNAMIC
inline constexpr u32 kElfPtPhdr = 6;               // PT_PHDR
inline constexpr u32 kElfPtTls = 7;                // PT_TLS
inline constexpr u32 kElfPtGnuStack = 0x6474e551;  // PT_GNU_STACK
inline constexpr u32 kElfPtGnuRelro = 0x6474e552;  // PT_GNU_RELRO

// Section header: what a symbol table is found by.
struct ElfShdr {
  u32 name;
  u32 type;
  u64 flags;
  u64 addr;
  u64 offset;
  u64 size;
  u32 link;
  u32 info;
  u64 addralign;
  u64 entsize;
};
static_assert(sizeof(ElfShdr) == 64);

inline constexpr u32 kElfShtSymtab = 2;  // SHT_SYMTAB
inline constexpr u32 kElfShtStrtab = 3;  // SHT_STRTAB

// Entry of the dynamic section.
struct ElfDyn {
  i64 tag;
  u64 value;
};
static_assert(sizeof(ElfDyn) == 16);

inline constexpr i64 kElfDtNull = 0;              // DT_NULL
inline constexpr i64 kElfDtStrtab = 5;            // DT_STRTAB
inline constexpr i64 kElfDtSymtab = 6;            // DT_SYMTAB

// Symbol.
struct ElfSym {
  u32 name;  // in the string table
  u8 info;   // type in the low half, binding in the high half
  u8 other;
  u16 shndx;
  u64 value;
  u64 size;

  constexpr u8 type() const { return info & 0xf; }
  constexpr u8 binding() const { return info >> 4; }
};
static_assert(sizeof(ElfSym) == 24);

inline constexpr u16 kElfShnUndef = 0;  // SHN_UNDEF
inline constexpr u8 kElfSttFunc = 2;    // STT_FUNC
inline constexpr u8 kElfStbGlobal = 1;  // STB_GLOBAL
inline constexpr u8 kElfStbWeak = 2;    // STB_WEAK

// Relocation with addend.
struct ElfRela {
  u64 offset;
  u64 info;  // type in the low 32 bits, symbol in the high ones
  i64 addend;
};
static_assert(sizeof(ElfRela) == 24);

}  // namespace rt::kernel
