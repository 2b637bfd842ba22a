# tools/rt0-gdb.py - what gdb knows about goroutines: in a live process and in a core file.
#
#   info goroutines        one line each: number, state, where it is in the program; * marks those that run
#   goroutine N COMMAND    any command of gdb's in goroutine N's frame: goroutine 5 bt, goroutine 5 info locals
#   goroutine all COMMAND  in each
#   print, info locals     show G, M, P, Hchan and rt0::chan<T> by what they are; print/r shows the fields
#
# Every program that was not stripped has this text in its section .debug_gdb_scripts, where gdb finds it. Gdb asks first
# whether it may: put into ~/.config/gdb/gdbinit
#     add-auto-load-safe-path /folder/of/your/programs
# or load it by hand, `source .../lib/rt0/rt0-gdb.py`. The runtime's debug information is needed, which librt0.a has.
#
# A parked goroutine's registers are the SwitchFrame at its sched_sp (arch/<isa>/context_arch.h). An unwinder tells
# gdb that they are the caller's of the current thread's newest frame: nothing is written, so it works in a core.
# Layer: tools.
import re

import gdb
import gdb.printing
import gdb.unwinder

# By gdb's name of the machine: the fields of SwitchFrame and the registers that they are.
REGISTERS = {
    "i386:x86-64": {"sp": "rsp", "return_address": "rip", "frame_pointer": "rbp", "rbx": "rbx", "r12": "r12", "r13": "r13",
                    "r14": "r14", "r15": "r15"},
}
MOST_GOROUTINES = 1 << 20  # a list that is longer is damaged


def variable(name):
    """The value of a variable of the runtime's."""
    symbol = gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name)
    if symbol is None:
        raise gdb.GdbError("no debug information about " + name + ": is this a program of rt0's, not stripped?")
    return symbol.value()


def atomic(value):
    return value["v_"]


def enumerator(value):
    """chan_receive for WaitReason::chan_receive; it may be written in more ways."""
    return str(value).rsplit("::", 1)[-1].rstrip(")")


def wait_reason(gp):
    """In Go's words, out of the runtime's own table; the enumerator's name if that is not in reach."""
    try:
        texts = variable("rt::kWaitReasons")
        low, high = texts.type.range()
        words = bytes(int(texts[i]) & 0xff for i in range(low, high + 1)).split(b"\0")
        return words[int(gp["wait_reason"])].decode()
    except (gdb.error, gdb.GdbError, IndexError):
        return enumerator(gp["wait_reason"]).replace("_", " ")


def state(gp):
    status = enumerator(atomic(gp["status"]))
    return wait_reason(gp) if status == "waiting" else status


def goroutines():
    """Pointers to all that live, oldest number first."""
    found = []
    gp = variable("rt::allgs")["head"]
    while int(gp) != 0 and len(found) < MOST_GOROUTINES:
        if enumerator(atomic(gp["status"])) not in ("idle", "dead"):
            found.append(gp)
        gp = gp["allnext"]
    return sorted(found, key=lambda g: int(g["goid"]))


def goroutine(number):
    for gp in goroutines():
        if int(gp["goid"]) == number:
            return gp
    raise gdb.GdbError("no goroutine %d" % number)


def thread_of(gp):
    """The thread that a running goroutine, or one in a system call, is on."""
    if enumerator(atomic(gp["status"])) not in ("running", "syscall") or int(gp["m"]) == 0:
        return None
    tid = int(gp["m"]["tid"]) or gdb.selected_inferior().pid  # m0's is the process's
    for thread in gdb.selected_inferior().threads():
        if tid in thread.ptid[1:]:
            return thread
    return None


class Saved:
    """Where a goroutine that does not run goes on."""

    def __init__(self, gp):
        self.registers = {}
        name = gdb.selected_frame().architecture().name()
        if name not in REGISTERS:
            raise gdb.GdbError("rt0-gdb.py does not know the machine " + name)
        if bool(gp["fresh"]) or int(gp["sched_sp"]) == 0:
            return  # it never ran
        frame = gp["sched_sp"].cast(gdb.lookup_type("rt::arch::SwitchFrame").pointer())
        word = gdb.lookup_type("unsigned long")
        for field, register in REGISTERS[name].items():
            value = int(frame) + frame.type.target().sizeof if field == "sp" else int(frame[field])
            self.registers[register] = gdb.Value(value).cast(word)
        self.sp = int(frame)


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


class Unwinder(gdb.unwinder.Unwinder):
    """Makes a goroutine the caller of the newest frame, while `saved` is set."""

    def __init__(self):
        super().__init__("rt0 goroutine")
        self.saved = None
        self.top = None

    def __call__(self, pending):
        if self.saved is None:
            return None
        names = REGISTERS[pending.architecture().name()]
        sp, pc = pending.read_register(names["sp"]), pending.read_register(names["return_address"])
        if (int(sp), int(pc)) != self.top:
            return None
        # The frame seems to lie just below the goroutine's: gdb wants stacks to go up.
        word = gdb.lookup_type("unsigned long")
        info = pending.create_unwind_info(FrameId(gdb.Value(self.saved.sp).cast(word), pc))
        for register, value in self.saved.registers.items():
            info.add_saved_register(register, value)
        return info

    def within(self, saved, action):
        """Calls action with the goroutine's innermost frame selected, and its number."""
        newest = gdb.newest_frame()
        names = REGISTERS[newest.architecture().name()]
        self.top = (int(newest.read_register(names["sp"])), int(newest.read_register(names["return_address"])))
        self.saved = saved
        past_main = gdb.parameter("backtrace past-main")  # the newest frame may be main's
        gdb.execute("set backtrace past-main on")
        gdb.invalidate_cached_frames()
        try:
            frame, number = gdb.newest_frame(), 0
            while frame.pc() != int(saved.registers[names["return_address"]]):  # inlined ones of the newest come first
                frame, number = frame.older(), number + 1
                if frame is None:
                    raise gdb.GdbError("gdb does not see the goroutine's frames")
            frame.select()
            return action(number)
        finally:
            self.saved = None
            gdb.execute("set backtrace past-main " + ("on" if past_main else "off"))
            gdb.invalidate_cached_frames()


UNWINDER = Unwinder()


def is_library(name):
    return name is None or name.startswith(("rt::", "rt_", "rt0::", "std::"))


def goroutine_backtrace(command, first):
    """gdb's own from frame `first` on, without what lies below the goroutine's first function."""
    lines = []
    shown = False
    for line in gdb.execute(command, to_string=True).splitlines():
        number = re.match(r"#(\d+) +(.*)", line)
        if number:
            shown = int(number.group(1)) >= first
            if shown and lines and re.search(r"\brt_switch \(", line):
                break
            line = "#%-3d%s" % (int(number.group(1)) - first, number.group(2))
        if shown:
            lines.append(line)
    return "\n".join(lines) + "\n"


def run_in(gp, command):
    """The output of a command in the frame of a goroutine."""
    thread = thread_of(gp)
    if thread is not None:
        before = gdb.selected_thread()
        thread.switch()
        try:
            return gdb.execute(command, to_string=True)
        finally:
            before.switch()
    saved = Saved(gp)
    if not saved.registers:
        return "it has not begun: %s\n" % gp["entry"]
    if re.match(r"(bt|backtrace|where)\b", command):
        return UNWINDER.within(saved, lambda first: goroutine_backtrace(command, first))
    return UNWINDER.within(saved, lambda _: gdb.execute(command, to_string=True))


def place(gp):
    """The innermost function of the program's own, and its line."""
    thread = thread_of(gp)
    saved = Saved(gp)
    if thread is None and not saved.registers:
        return str(gp["entry"])

    def look(_=0):
        frame = gdb.selected_frame() if thread is None else gdb.newest_frame()
        first = frame
        for _ in range(64):
            if frame is None or frame.name() == "rt_switch" and frame != first:
                break
            if not is_library(frame.name()):
                line = frame.find_sal()
                where = " at %s:%d" % (line.symtab.filename, line.line) if line.symtab is not None else ""
                return frame.name() + where
            frame = frame.older()
        return first.name() or "?"

    if thread is None:
        return UNWINDER.within(saved, look)
    before = gdb.selected_thread()
    thread.switch()
    try:
        return look()
    finally:
        before.switch()


class InfoGoroutines(gdb.Command):
    """List the goroutines: number, state, and where each is in the program. * marks those that run."""

    def __init__(self):
        super().__init__("info goroutines", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        need_process()
        for gp in goroutines():
            running = enumerator(atomic(gp["status"])) == "running"
            name = ' "%s"' % gp["name"].string() if int(gp["name"]) != 0 else ""
            gdb.write("%s %d%s [%s]  %s\n" % ("*" if running else " ", int(gp["goid"]), name, state(gp), place(gp)))


class Goroutine(gdb.Command):
    """Run a command in the frame of a goroutine: goroutine N COMMAND, goroutine all COMMAND."""

    def __init__(self):
        super().__init__("goroutine", gdb.COMMAND_STACK, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        need_process()
        which, _, command = argument.strip().partition(" ")
        command = command.strip()
        if not command or not (which == "all" or which.isdigit()):
            raise gdb.GdbError("usage: goroutine N COMMAND, or goroutine all COMMAND")
        if which == "all":
            for gp in goroutines():
                gdb.write("\ngoroutine %d [%s]:\n%s" % (int(gp["goid"]), state(gp), run_in(gp, command)))
        else:
            gdb.write(run_in(goroutine(int(which)), command))


def need_process():
    if gdb.selected_thread() is None:
        raise gdb.GdbError("there is no process and no core file")


# ---- values ----


class Shown:
    """A printer: one line, and named parts below it."""

    def __init__(self, text, parts=()):
        self.text = text
        self.parts = parts

    def to_string(self):
        return self.text

    def children(self):
        return iter(self.parts)


def number_of(pointer, field):
    return "nil" if int(pointer) == 0 else str(int(pointer[field]))


def show_g(g):
    kind = "G %d" % int(g["goid"]) if int(g["goid"]) != 0 else "g0"
    parts = [("m", number_of(g["m"], "id")), ("stack", "[%#x, %#x)" % (int(g["stack"]["lo"]), int(g["stack"]["hi"])))]
    if int(g["name"]) != 0:
        parts.append(("name", g["name"]))
    return Shown("%s [%s]" % (kind, state(g)), parts)


def show_m(m):
    return Shown("M %d" % int(m["id"]), [("p", number_of(m["p"], "id")), ("curg", number_of(m["curg"], "goid")),
                                         ("lockedg", number_of(m["lockedg"], "goid")), ("tid", m["tid"]),
                                         ("spinning", m["spinning"])])


def show_p(p):
    head, tail = int(atomic(p["runq_head"])) % (1 << 32), int(atomic(p["runq_tail"]))  # sched/runq.h, RunqHead
    ring = p["runq"]
    length = ring.type.range()[1] + 1
    queue = [str(int(atomic(ring[i % length])["goid"])) for i in range(head, head + (tail - head) % (1 << 32))][:length]
    next_g = atomic(p["runnext"])
    return Shown("P %d [%s]" % (int(p["id"]), enumerator(atomic(p["status"]))),
                 [("m", number_of(atomic(p["m"]), "id")), ("runnext", number_of(next_g, "goid")), ("runq", "[" + " ".join(queue) + "]"),
                  ("timers", p["timers"]["count"])])


def waiters(queue):
    numbers = []
    sudog = atomic(queue["head"])
    while int(sudog) != 0 and len(numbers) < 1000:
        numbers.append(str(int(sudog["g"]["goid"])))
        sudog = sudog["next"]
    return "[" + " ".join(numbers) + "]"


def channel_values(c, element):
    """What is queued, oldest first."""
    count = min(int(atomic(c["count"])), 1000)
    values = []
    if int(c["slots"]) != 0:
        slot = c["queue_head"]
        for _ in range(count):
            if int(slot) == 0:
                break
            values.append((int(slot) + int(c["value_offset"])))
            slot = slot["next"]
    else:
        size, cap = int(c["elem_size"]), int(c["cap"])
        first = int(c["recvx"])
        values = [int(c["buf"]) + (first + i) % cap * size for i in range(count)] if cap != 0 else []
    return [("[%d]" % i, gdb.Value(at).cast(element.pointer()).dereference()) for i, at in enumerate(values)]


def show_channel(c, element=None):
    text = "chan %d/%d" % (int(atomic(c["count"])), int(c["cap"]))
    if int(atomic(c["closed"])) != 0:
        text += " closed"
    parts = []
    for name, queue in (("receivers", "recvq"), ("senders", "sendq")):
        if int(atomic(c[queue]["head"])) != 0:
            parts.append((name, waiters(c[queue])))
    if element is not None:
        parts += channel_values(c, element)
    return Shown(text, parts)


def handle_in(value):
    """The pointer in a rt0::chan, which its bases share."""
    for field in value.type.strip_typedefs().fields():
        if field.name == "c_":
            return value[field]
        if field.is_base_class or field.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT:
            found = handle_in(value[field])
            if found is not None:
                return found
    return None


def show_handle(value):
    handle = handle_in(value)
    if handle is None or int(handle) == 0:
        return Shown("nil chan")
    c = handle.cast(gdb.lookup_type("rt::Hchan").pointer()).dereference()
    return show_channel(c, value.type.strip_typedefs().template_argument(0))


PRINTERS = {"rt::G": show_g, "rt::M": show_m, "rt::P": show_p, "rt::Hchan": show_channel}
HANDLE = re.compile(r"^rt0::(chan|send_chan|recv_chan)<.*>$")


class Printers(gdb.printing.PrettyPrinter):
    def __call__(self, value):
        name = value.type.strip_typedefs().unqualified().tag
        if name in PRINTERS:
            return PRINTERS[name](value)
        if name is not None and HANDLE.match(name):
            return show_handle(value)
        return None


InfoGoroutines()
Goroutine()
gdb.unwinder.register_unwinder(None, UNWINDER, replace=True)
gdb.printing.register_pretty_printer(None, Printers("rt0"), replace=True)
