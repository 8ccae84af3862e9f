"""What wrk prints is read right."""

import pytest

from tests.bench.load import read

REPORT = """Running 1s test @ http://127.0.0.1:8120/
  2 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   688.37ms  250.63ms   1.20s    60.00%
    Req/Sec     2.40      1.14     4.00     60.00%
  Latency Distribution
     50%  617.54us
     75%  916.52ms
     90%  976.27ms
     99%    1.10s
  1053 requests in 2.00s, 1.09MB read
"""


def test_requests_times_and_failures_are_read_in_one_unit():
    load = read(REPORT)
    assert (load.requests, load.a_second, load.failures) == (1053, 526.5, 0)
    assert (load.median, load.p99) == (pytest.approx(0.61754), 1100.0)


def test_refusals_and_broken_connections_are_failures():
    broken = "  Socket errors: connect 0, read 1, write 2, timeout 3\n  Non-2xx or 3xx responses: 17\n"
    assert read(REPORT + broken).failures == 23


def test_a_while_without_an_answer_has_no_times():
    load = read("  Latency Distribution\n     50%    0.00us\n  0 requests in 1.00s, 0.00B read\n")
    assert (load.requests, load.median, load.p99) == (0, 0.0, 0.0)
