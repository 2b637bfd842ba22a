# tests/tests.mk - how tests are built and run; included by the Makefile. docs/testing.md says what they are.

.PHONY: test needs unit programs tools-test examples-test lint
TESTS ?=
OUT := $(BUILD)/tests
# name matches TESTS, or TESTS is empty: $(call chosen,names)
chosen = $(if $(TESTS),$(filter $(subst *,%,$(TESTS)),$(1)),$(1))

# The programs come last: their summary, Criterion's, ends the output. Each part stops the rest if it fails.
test:
	@tests/needs.sh
	@$(MAKE) all
	@$(MAKE) lint
	@$(MAKE) unit
	@$(MAKE) tools-test examples-test
	@$(MAKE) programs

needs:
	@tests/needs.sh

# ---- lint ----

lint: $(LIB) $(TOOL) $(BENCHES) $(EXAMPLES)
	@tests/lint/lint.sh $(LIB) $(BUILD)/obj

# ---- unit tests: hosted, over the fake kernel ----

UNIT_FILES := $(shell find tests/unit -name '*_test.cc' | sort)
unit_name = $(patsubst tests/unit/%_test.cc,%,$(1))
unit_with = $(if $(UNIT_FILES),$(call unit_name,$(shell grep -l $(1) $(UNIT_FILES))))
UNIT_plain := $(call chosen,$(call unit_name,$(UNIT_FILES)))
UNIT_address := $(filter-out $(call unit_with,'^// Sanitisers: none'),$(UNIT_plain))
UNIT_thread := $(filter $(call unit_with,'^// Sanitisers:.*thread'),$(UNIT_plain))

# Warnings are the plain build's matter: sanitisers cause false ones. Line numbers are for their reports.
SAN_plain :=
SAN_address := -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -w
SAN_thread := -g1 -fsanitize=thread -w

# Not in the hosted archive: what the host has itself, and the end of the process (tests/support/throw_stub.cc).
HOSTED_SOURCES := $(filter-out base/%.cc %.S mem/new.cc mem/libc_malloc.cc sched/panic.cc,$(RT_SOURCES)) \
                  $(wildcard sched/symbolizer/*.cc tests/fake_kernel/*.cc tests/support/*.cc)
HOSTED_FLAGS := -std=c++20 -O1 $(WARNINGS) -I. -Itests/fake_kernel -Iarch/$(ARCH) -fno-omit-frame-pointer -DRT_DEBUG

# $(call unit_rules,sanitiser)
define unit_rules
$(OUT)/$(1)/obj/tests/%.o: tests/%.cc $(BUILD)/flags
	$(call say,CXX,$$< ($(1)))
	@mkdir -p $$(@D)
	$(Q)$(CXX) $(HOSTED_FLAGS) $(SAN_$(1)) -MMD -MP -c $$< -o $$@
$(OUT)/$(1)/obj/%.o: %.cc $(BUILD)/flags
	$(call say,CXX,$$< ($(1)))
	@mkdir -p $$(@D)
	$(Q)$(CXX) $(HOSTED_FLAGS) -fno-exceptions -fno-rtti $(SAN_$(1)) -MMD -MP -c $$< -o $$@
$(OUT)/$(1)/obj/base/%.o: HOSTED_FLAGS += $(NO_LIBCALLS)
# The C functions in base, under names of their own, for comparison with the host's. What sanitisers call keeps
# its name.
$(OUT)/$(1)/obj/%.prefixed.o: $(OUT)/$(1)/obj/%.o
	$(Q)objcopy --prefix-symbols=rt0_ $$< $$@.new
	$(Q)nm -u $$@.new | awk '/rt0___(asan|ubsan|tsan)/ { print $$$$2, substr($$$$2, 5) }' >$$@.names
	$(Q)objcopy --redefine-syms=$$@.names $$@.new $$@
$(OUT)/$(1)/libhosted.a: $(HOSTED_SOURCES:%.cc=$(OUT)/$(1)/obj/%.o)
	$(Q)rm -f $$@; $(AR) qcsD $$@ $$^
# tsan_arena.o stands before libraries: out of the archive nobody would ask for it.
$(OUT)/$(1)/%_test: $(OUT)/$(1)/obj/tests/unit/%_test.o $(OUT)/$(1)/obj/tests/support/tsan_arena.o $(OUT)/$(1)/libhosted.a
	$(call say,LD ,$$@)
	@mkdir -p $$(@D)
	$(Q)$(CXX) $(SAN_$(1)) $$(filter %.o,$$^) $(OUT)/$(1)/libhosted.a -lcriterion -o $$@
-include $(patsubst %.cc,$(OUT)/$(1)/obj/%.d,$(HOSTED_SOURCES) $(UNIT_$(1):%=tests/unit/%_test.cc))
endef
$(foreach s,plain address thread,$(eval $(call unit_rules,$(s))))

# `// Hosted: base/x.cc` links that source too, prefixed. Each pair is TEST:SOURCE.
HOSTED_EXTRA := $(if $(UNIT_FILES),$(shell \
  awk '/^\/\/ Hosted: / { for (i = 3; i <= NF; i++) print FILENAME ":" $$i }' $(UNIT_FILES)))
hosted_test = $(call unit_name,$(word 1,$(subst :, ,$(1))))
hosted_source = $(word 2,$(subst :, ,$(1)))
$(foreach s,plain address thread,$(foreach x,$(HOSTED_EXTRA),\
  $(eval $(OUT)/$(s)/$(call hosted_test,$(x))_test: $(OUT)/$(s)/obj/$(patsubst %.cc,%.prefixed.o,$(call hosted_source,$(x))))))

# ---- every interleaving: hosted, the runtime's accesses end in tests/interleave ----

# -fsanitize=thread makes a call of each access; tests/interleave/hooks.cc defines them, so its library is not linked.
# The ring of a run queue has four places here, and a program a fixed address, by which the cases name places.
INTERLEAVE := $(OUT)/interleave
INTERLEAVE_NAMES := $(patsubst tests/%_test.cc,%,$(wildcard tests/interleave/*_test.cc))
INTERLEAVE_BINARIES := $(patsubst interleave/%,$(INTERLEAVE)/%_test,$(call chosen,$(INTERLEAVE_NAMES)))
INTERLEAVE_OWN := $(filter-out %_test.cc,$(wildcard tests/interleave/*.cc))
INTERLEAVE_SOURCES := $(filter-out tests/%,$(HOSTED_SOURCES)) $(INTERLEAVE_OWN) tests/fake_kernel/fake_context.cc
INTERLEAVE_FLAGS := -std=c++20 -O1 -g1 $(WARNINGS) -fno-pie -I$(INTERLEAVE)/include -I. -Itests/interleave/include \
                    -Itests/fake_kernel -Iarch/$(ARCH) -fno-omit-frame-pointer -MMD -MP
INTERLEAVE_RING := $(INTERLEAVE)/include/sched/p.h
$(INTERLEAVE_RING): sched/p.h
	@mkdir -p $(@D)
	$(Q)sed 's,kRunqLen = 256;,kRunqLen = 4;,' $< >$@
	$(Q)grep -q 'kRunqLen = 4;' $@
$(INTERLEAVE)/obj/tests/interleave/%_test.o: tests/interleave/%_test.cc $(BUILD)/flags $(INTERLEAVE_RING)
	$(call say,CXX,$< (interleave))
	@mkdir -p $(@D)
	$(Q)$(CXX) $(INTERLEAVE_FLAGS) -fsanitize=thread -Wno-tsan -c $< -o $@
$(INTERLEAVE)/obj/tests/%.o: tests/%.cc $(BUILD)/flags $(INTERLEAVE_RING)
	$(call say,CXX,$< (interleave))
	@mkdir -p $(@D)
	$(Q)$(CXX) $(INTERLEAVE_FLAGS) -c $< -o $@
$(INTERLEAVE)/obj/%.o: %.cc $(BUILD)/flags $(INTERLEAVE_RING)
	$(call say,CXX,$< (interleave))
	@mkdir -p $(@D)
	$(Q)$(CXX) $(INTERLEAVE_FLAGS) -fno-exceptions -fno-rtti -fsanitize=thread -w -c $< -o $@
$(INTERLEAVE)/libhosted.a: $(INTERLEAVE_SOURCES:%.cc=$(INTERLEAVE)/obj/%.o)
	$(Q)rm -f $@; $(AR) qcsD $@ $^
$(INTERLEAVE)/%_test: $(INTERLEAVE)/obj/tests/interleave/%_test.o $(INTERLEAVE)/libhosted.a
	$(call say,LD ,$@)
	$(Q)$(CXX) -no-pie $^ -lcriterion -o $@
-include $(INTERLEAVE_SOURCES:%.cc=$(INTERLEAVE)/obj/%.d) $(INTERLEAVE_NAMES:%=$(INTERLEAVE)/obj/tests/%_test.d)

UNIT_BINARIES := $(foreach s,plain address thread,$(UNIT_$(s):%=$(OUT)/$(s)/%_test)) $(INTERLEAVE_BINARIES)
unit: $(UNIT_BINARIES)
	@tests/run_unit.sh $(UNIT_BINARIES)

# ---- programs: freestanding, run by a Criterion driver ----

PROGRAM_SOURCES := $(wildcard tests/programs/*.cc tests/programs/std/*.cc)
PROGRAM_BUILDS := $(if $(PROGRAM_SOURCES),$(shell awk -f tests/programs.awk $(PROGRAM_SOURCES)))
PROGRAM_NAMES := $(call chosen,$(patsubst tests/programs/%.cc,%,$(PROGRAM_SOURCES)))
PROGRAM_BINARIES := $(foreach b,gcc clang nopie debug hosted,$(foreach n,$(PROGRAM_NAMES),\
  $(addprefix $(OUT)/programs/,$(filter $(b)/$(n),$(PROGRAM_BUILDS)))))

# A build is the library's folder, made by a make of its own, and the compiler with its flags. Debug information
# costs a quarter of the compiler's time, so the debug build alone has it.
ROOT_gcc := $(if $(and $(filter release,$(MODE)),$(filter g++,$(CXX))),$(BUILD),$(OUT)/lib-gcc)
ROOT_clang := $(OUT)/lib-clang
ROOT_debug := $(OUT)/lib-debug
ROOT_nopie := $(ROOT_gcc)
MAKE_gcc := CXX=g++ MODE=release
MAKE_clang := CXX=clang++ MODE=release
MAKE_debug := CXX=g++ MODE=debug
CXX_gcc := g++ -O2
CXX_clang := clang++ -O2
CXX_debug := g++ -O1 -g
CXX_nopie := g++ -O2 -no-pie

# $(call program_rules,build)
define program_rules
$(OUT)/programs/$(1)/%: tests/programs/%.cc $(ROOT_$(1))/librt0.a link.ld
	$(call say,RT0,$$@)
	@mkdir -p $$(@D)
	$(Q)RT0_CXX=$(firstword $(CXX_$(1))) $(ROOT_$(1))/bin/rt0-c++ $(wordlist 2,9,$(CXX_$(1))) $(WARNINGS) \
	  -MMD -MP -MF $$@.d $$$$(sed -n 's,^// flags: ,,p' $$<) $$< -o $$@
endef
$(foreach b,gcc clang debug nopie,$(eval $(call program_rules,$(b))))

# The same source with the host's compiler and library: shows that what the program checks is right.
$(OUT)/programs/hosted/%: tests/programs/%.cc
	$(call say,CXX,$@)
	@mkdir -p $(@D)
	$(Q)g++ -std=c++20 -O0 -g1 $(WARNINGS) -MMD -MP -MF $@.d $< -latomic -o $@
-include $(PROGRAM_BINARIES:=.d)

DRIVER := $(OUT)/programs_test
$(DRIVER): $(wildcard tests/driver/*.cc tests/driver/*.h)
	$(call say,CXX,$@)
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=c++20 -g -O1 $(WARNINGS) -I. $(filter %.cc,$^) -lcriterion -o $@

.PHONY: run-programs
programs:
	@$(foreach b,gcc clang debug,$(MAKE) $(MAKE_$(b)) BUILD=$(ROOT_$(b)) lib &&) $(MAKE) run-programs
run-programs: $(DRIVER) $(PROGRAM_BINARIES)
	@for p in $(PROGRAM_BINARIES:$(OUT)/programs/%=%); do \
	  echo "tests/programs/$${p#*/}.cc $(OUT)/programs/$$p"; done >$(OUT)/programs/list
	@RT0_PROGRAMS=$(OUT)/programs/list $(DRIVER)

# ---- the tools themselves: rt0-c++, and the driver of the programs ----

tools-test: $(LIB) $(TOOL) $(DRIVER)
	@tests/driver/self/run.sh $(DRIVER)
	@tests/tools_test.sh $(BUILD)
	@tests/gdb_test.sh $(BUILD)

# ---- examples, beside the system's own tools ----

examples-test: $(EXAMPLES)
	@tests/examples_test.sh $(BUILD)

# ---- everything at once, for minutes ----

.PHONY: soak
MINUTES ?= 10
soak: $(OUT)/soak
	timeout $$(($(MINUTES) * 90 + 120)) $< $$(($(MINUTES) * 60))
$(OUT)/soak: tests/stress/soak.cc $(LIB) $(TOOL) link.ld
	@mkdir -p $(@D)
	$(Q)RT0_CXX='$(CXX)' $(TOOL) -O2 -g $(WARNINGS) -MMD -MP -MF $@.d $< -o $@
-include $(OUT)/soak.d
