# Makefile - builds the runtime, the compiler wrapper, examples, benchmarks and tests.
#
#   make                     librt0.a, bin/rt0-c++, examples/, bench/, below $(BUILD)
#   make run                 wc over this tree, checked against the system's, and the boot trace of hello
#   make run PROG=x.cpp ARGS='a b'     the same for any program
#   make test                everything below, and the programs in tests/programs (docs/testing.md)
#   make unit lint programs tools-test examples-test      a part of it
#   make bench [ROUNDS=3]    our rows beside the peers that are installed, echo under load, start-up (bench/needs.sh: peers)
#   make soak [MINUTES=10]   everything at once, checked
#   make install PREFIX=/usr/local DESTDIR=
#   make clean
#
#   MODE=release|debug       debug: -O1, lock ranks and validity checks; below build/debug
#   CXX=g++|clang++   ARCH=x86_64   BUILD=folder   V=1 (show commands)
#
# Sources are found by wildcard; if arch/<isa>/X.S exists, base/X.cc is left out.

MODE ?= release
ARCH ?= x86_64
BUILD ?= $(if $(filter debug,$(MODE)),build/debug,build)
PREFIX ?= /usr/local
VERSION := 0.1
ROOMS := base arch/$(ARCH) kernel_iface mem sched rt0

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@echo "  $(1)  $(2)")
CLANG := $(findstring clang,$(CXX))

# ---- flags, each with its reason ----

# Everything we compile.
WARNINGS := -Wall -Wextra -Werror
COMMON := -std=c++20 -g $(WARNINGS) -I. -Iarch/$(ARCH)

# The runtime itself.
RT_FLAGS := $(COMMON)
RT_FLAGS += $(if $(filter debug,$(MODE)),-O1 -DRT_DEBUG,-Oz)  # pages of text cost more at a start than they save
RT_FLAGS += -fno-jump-tables $(if $(CLANG),,-fno-ipa-cp)  # tables touch pages of their own; no second copy of a function
RT_FLAGS += $(if $(CLANG),,-fno-tree-loop-distribute-patterns)  # a loop does not bring strlen into every program
RT_FLAGS += -fPIE -fvisibility=hidden         # in a static-PIE; nothing is exported
RT_FLAGS += -fno-exceptions -fno-rtti         # nobody would catch; type information needs relocations
RT_FLAGS += -fno-threadsafe-statics           # the runtime's own statics are initialised at compile time
RT_FLAGS += -fno-omit-frame-pointer           # tracebacks walk them
RT_FLAGS += -fno-stack-protector              # code that runs before the thread register is set
RT_FLAGS += -ffunction-sections -fdata-sections  # so that --gc-sections leaves out what is not used
RT_FLAGS += -fno-asynchronous-unwind-tables   # nobody unwinds; the tables would be loaded
RT_FLAGS += -fno-math-errno                   # sqrt and the like are one instruction
RT_FLAGS += -ftls-model=local-exec            # one static file: thread_locals at fixed offsets
RT_FLAGS += -U_FORTIFY_SOURCE                 # its checks call into the C library
RT_FLAGS += -include arch/$(ARCH)/isa_level.h # row 5 of the boot

# What a program runs millions of times is built for speed instead. Without padding: 1.3 KB of hello, and no row of
# bench/sched is slower.
HOT_FLAGS := $(if $(filter debug,$(MODE)),,-O2 $(if $(CLANG),,-falign-functions=1 -falign-jumps=1 -falign-loops=1 -falign-labels=1))
HOT := base/memops base/libc_string base/libstdcxx_hash base/libstdcxx_tree \
       mem/malloc mem/mcache mem/new mem/libc_malloc \
       sched/schedule sched/park sched/newproc sched/runq sched/hchan sched/select sched/sync sched/timers \
       sched/abi sched/idle sched/sema sched/syscall_state sched/netpoll sched/poll_fd rt0/chan rt0/select rt0/sync rt0/net \
       arch/$(ARCH)/count_byte
$(HOT:%=$(BUILD)/obj/%.o): RT_FLAGS += $(HOT_FLAGS)

# Where memcpy and its like are written, a loop must not become a call of the function that it is.
NO_LIBCALLS := -fno-builtin $(if $(CLANG),,-fno-tree-loop-distribute-patterns)
$(BUILD)/obj/base/memops.o $(BUILD)/obj/base/libc_%.o: RT_FLAGS += $(NO_LIBCALLS)

# Programs: what rt0-c++ adds is in tools/rt0-c++.in.
PROGRAM_FLAGS := -O2 -g $(WARNINGS) -iquote .  # "bench/measure.h", written from the root

# The runtime's text is never interrupted (sched/preempt.h). What may run for long in a program and needs nothing of the
# runtime's lies outside of it (link.ld): everything else here calls copies of its own. Of the inline functions that were not
# inlined, one copy is kept of each name, perhaps the program's: those of the rooms that hold locks and Ps get names that
# no program has, and so do the groups (type n) that a constructor's copies lie in: of groups of one name, too, one is kept.
# `make lint` looks at both.
PREEMPTIBLE := base/memops base/libc_string base/libc_string_copy base/libc_wchar base/libc_sort arch/$(ARCH)/count_byte
COPIED := memcpy memmove memset memcmp bcmp memchr strlen
OWN_COPIES := $(BUILD)/obj/base/memops.own.o $(BUILD)/obj/base/libc_string.own.o
OWN_ROOMS := arch kernel_iface mem sched
call_own = $(if $(filter $(PREEMPTIBLE:%=$(BUILD)/obj/%.o),$(1)),,$(Q)nm --format=posix $(1) | \
  awk -f tools/own_names.awk -v copied='$(COPIED)' -v weak=$(if $(filter $(OWN_ROOMS:%=$(BUILD)/obj/%/%),$(1)),1,0) >$(1).names && \
  if [ -s $(1).names ]; then objcopy --redefine-syms=$(1).names $(1); fi)

# ---- the library ----

RT_SOURCES := $(filter-out $(patsubst arch/$(ARCH)/%.S,base/%.cc,$(wildcard arch/$(ARCH)/*.S)), \
                           $(wildcard $(ROOMS:%=%/*.cc))) $(wildcard $(ROOMS:%=%/*.S))
RT_OBJECTS := $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(basename $(RT_SOURCES)))) $(OWN_COPIES)
LIB := $(BUILD)/librt0.a
TOOL := $(BUILD)/bin/rt0-c++
EXAMPLES := $(patsubst %.cc,$(BUILD)/%,$(wildcard examples/*.cc))
BENCHES := $(patsubst %.cc,$(BUILD)/%,$(wildcard bench/*.cc))

.PHONY: all lib
all: $(LIB) $(TOOL) $(EXAMPLES) $(BENCHES)
lib: $(LIB) $(TOOL)

# Other flags rebuild every object, another set of objects the library: a stamp is as old as its text.
$(BUILD)/flags: TEXT = $(CXX) $(RT_FLAGS) $(HOT_FLAGS) $(HOT) $(PROGRAM_FLAGS) $(COPIED) $(PREEMPTIBLE) $(OWN_ROOMS)
$(BUILD)/objects: TEXT = $(RT_OBJECTS)
.PHONY: force
$(BUILD)/flags $(BUILD)/objects: force
	@mkdir -p $(BUILD)
	@echo '$(TEXT)' | cmp -s - $@ || echo '$(TEXT)' >$@

$(BUILD)/obj/%.o: %.cc $(BUILD)/flags tools/own_names.awk
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(RT_FLAGS) -MMD -MP -c $< -o $@
	$(call call_own,$@)

$(BUILD)/obj/base/%.own.o: $(BUILD)/obj/base/%.o
	$(Q)nm --extern-only --format=posix $< | awk '{ print $$1, "rt_" $$1 }' >$@.names
	$(Q)objcopy --redefine-syms=$@.names $< $@

$(BUILD)/obj/%.o: %.S $(BUILD)/flags
	$(call say,AS ,$<)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(filter-out -std=% -f%,$(RT_FLAGS)) -MMD -MP -c $< -o $@

# q, not r: two rooms may have files of one name.
$(LIB): $(RT_OBJECTS) $(BUILD)/objects
	$(call say,AR ,$@)
	$(Q)rm -f $@
	$(Q)$(AR) qcsD $@ $(RT_OBJECTS)

# The symbolizer is linked by itself, into a file that becomes a section (sched/symbolizer/symbolizer.h).
SYMBOLIZER := $(BUILD)/obj/sched/symbolizer.bin
SYMBOLIZER_OBJECTS := $(patsubst %.cc,$(BUILD)/obj/%.o,$(wildcard sched/symbolizer/*.cc)) $(OWN_COPIES)
$(SYMBOLIZER): $(SYMBOLIZER_OBJECTS) sched/symbolizer/symbolizer.ld
	$(call say,LD ,$@)
	$(Q)$(CXX) -nostdlib -static-pie -T sched/symbolizer/symbolizer.ld \
	  -Wl,--gc-sections,--no-dynamic-linker,--build-id=none,-z,norelro $(SYMBOLIZER_OBJECTS) -o $@.elf
	$(Q)objcopy -O binary -j .symbolizer $@.elf $@
$(BUILD)/obj/sched/symbolizer_section.o: $(SYMBOLIZER) tools/rt0-gdb.py
$(BUILD)/obj/sched/symbolizer_section.o: private RT_FLAGS += -DRT_SYMBOLIZER='"$(SYMBOLIZER)"'

# The build folder has the shape of an installation, so that rt0-c++ is the same file in both.
$(TOOL): tools/rt0-c++.in Makefile
	$(call say,GEN,$@)
	@mkdir -p $(@D) $(BUILD)/lib/rt0 $(BUILD)/include
	$(Q)sed -e 's/@VERSION@/$(VERSION)/' -e 's/@CXX@/$(CXX)/' $< >$@.new
	$(Q)chmod +x $@.new && mv $@.new $@
	$(Q)ln -sfn $(abspath rt0) $(BUILD)/include/rt0
	$(Q)ln -sf $(abspath link.ld) $(abspath arch/$(ARCH)/isa_level.h) $(abspath tools/rt0-gdb.py) $(abspath $(LIB)) $(BUILD)/lib/rt0/

# A program is built as its user would build it.
LINK_DEPS := $(LIB) $(TOOL) link.ld
$(EXAMPLES) $(BENCHES): $(BUILD)/%: %.cc $(LINK_DEPS)
	$(call say,RT0,$@)
	@mkdir -p $(@D)
	$(Q)RT0_CXX='$(CXX)' $(TOOL) $(PROGRAM_FLAGS) -MMD -MP -MF $@.d $< -o $@

# ---- run ----

# Any program goes to build/run/, whatever its suffix.
PROG_BIN := $(if $(PROG),$(BUILD)/run/$(basename $(notdir $(PROG))))
.PHONY: run $(PROG_BIN)
ifdef PROG
run: $(PROG_BIN)
	$(PROG_BIN) $(ARGS)
$(PROG_BIN): $(LINK_DEPS)
	@mkdir -p $(@D)
	$(Q)RT0_CXX='$(CXX)' $(TOOL) $(PROGRAM_FLAGS) $(PROG) -o $@
else
run: $(BUILD)/examples/wc $(BUILD)/examples/hello
	@tests/run_demo.sh $(BUILD)
endif

# ---- install ----

ROOT := $(DESTDIR)$(PREFIX)
.PHONY: install
install: lib
	install -d '$(ROOT)/bin' '$(ROOT)/lib/rt0' '$(ROOT)/include/rt0/std'
	install -m 755 $(TOOL) '$(ROOT)/bin/rt0-c++'
	install -m 644 $(LIB) link.ld arch/$(ARCH)/isa_level.h tools/rt0-gdb.py '$(ROOT)/lib/rt0/'
	install -m 644 $(shell grep -L 'Not a public header' rt0/*.h) '$(ROOT)/include/rt0/'
	cp -R rt0/std/. '$(ROOT)/include/rt0/std/'

# ---- tests ----

include tests/tests.mk

.PHONY: bench clean
ROUNDS ?= 3
bench: $(BENCHES) $(EXAMPLES)
	@echo '== scheduler: a ratio is the peer over rt0'; bench/table.sh $(BUILD) $(ROUNDS)
	@echo '== echo'; bench/echo.sh $(BUILD) $(ROUNDS)
	@echo '== startup'; bench/startup.sh $(BUILD)

clean:
	rm -rf $(BUILD)

-include $(RT_OBJECTS:.o=.d) $(SYMBOLIZER_OBJECTS:.o=.d) $(EXAMPLES:=.d) $(BENCHES:=.d)
