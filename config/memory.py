"""What processes that live long do about memory: what is free goes back to the system, and rings are looked for seldom."""

import ctypes
import gc

# glibc's mallopt(): what each number stands for is in <malloc.h>.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE = 128 * 1024  # bytes
# After how many more objects Python looks for rings among them; after how many such looks it goes through those that
# were left before; and after how many of these through all. By itself it looks after 700, several times a page; all of
# it is gone through as often as by itself, or what it finds there would pile up for an hour.
RINGS = (5_000, 5, 3)


def bound_memory() -> None:
    """For processes of many threads that live long; those forked off take it over. Other C libraries need no word.

    By itself glibc gives each thread a heap of its own, and keeps large pieces for the next time once one was freed: a
    page that was rendered and compressed in each of many threads stays there many times.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for parameter, value in ((ARENA_MAX, 2), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, LARGE)):
        mallopt(parameter, value)


def give_back_memory() -> None:
    """What is free between pieces in use, of which there are more with every hour, and which glibc keeps by itself."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def leave_alone_what_is_loaded() -> None:
    """What is in memory now stays: the collector looks at none of it again, and less often at what comes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RINGS)
