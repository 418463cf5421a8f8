"""Percentiles of repeated work."""

import statistics
import time


def percentiles(times):
    ordered = sorted(times)
    return {"median_ms": round(statistics.median(ordered) * 1000, 2), "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 2)}


def timed(do, times):
    spent = []
    for at in range(times):
        begun = time.perf_counter()
        do(at)
        spent.append(time.perf_counter() - begun)
    return percentiles(spent)
