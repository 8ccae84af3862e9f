"""What many threads have freed doesn't stay with each of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run import ROOT

# Eight threads that are there at the same time ask for memory; then the C library writes down what it has.
CODE = """
import ctypes, sys
from threading import Barrier, Thread
from config.memory import bound_memory
if sys.argv[2] == "bound":
    bound_memory()
together = Barrier(8)
def ask():
    together.wait()
    held = [bytearray(2000) for _ in range(100)]
    together.wait()
threads = [Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


def heaps(file: Path, how: str) -> int:
    subprocess.run([sys.executable, "-c", CODE, file, how], cwd=ROOT, check=True)
    return len(re.findall("<heap ", file.read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="speaks of glibc")
def test_threads_share_two_heaps(tmp_path):
    free, bound = heaps(tmp_path / "free", "free"), heaps(tmp_path / "bound", "bound")
    assert bound <= 2 < free


# Of much that was asked for in small pieces the last is still in use, above all that was freed.
FREED = """
import re
from pathlib import Path
from config.memory import give_back_memory
def held():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
pieces = [bytearray(2000) for _ in range(50_000)]
del pieces[:-1]
before = held()
give_back_memory()
print(before - held())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="speaks of glibc")
def test_what_was_freed_below_something_in_use_is_given_back():
    done = subprocess.run([sys.executable, "-c", FREED], cwd=ROOT, check=True, capture_output=True, text=True)
    assert int(done.stdout) > 50_000  # kilobytes, of a hundred thousand
