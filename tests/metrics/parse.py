"""Reads figures on standard input with Prometheus' own parser and says what is wrong with them, or nothing."""

import math
import sys

from prometheus_client.parser import text_string_to_metric_families


def problems(text):
    families = list(text_string_to_metric_families(text))
    if len(families) < 20:
        yield f"only {len(families)} families"
    # The parser adds to the names of counters what they lack.
    for _, _, name, kind in (line.split() for line in text.splitlines() if line.startswith("# TYPE ")):
        if (kind == "counter") != name.endswith("_total"):
            yield f"{name} is a {kind}: the names of counters end in _total, and no others"
    declared = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")]
    if len(declared) != len(set(declared)) or len(declared) != len(families):
        yield "a family is declared twice, or not at all"
    seen = set()
    for family in families:
        if family.type not in ("counter", "gauge", "histogram"):
            yield f"{family.name} is of type {family.type}"
        if not family.documentation:
            yield f"{family.name} has no HELP"
        steps = {}
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            if key in seen:
                yield f"{key} comes twice"
            seen.add(key)
            if not math.isfinite(sample.value) or sample.value < 0:
                yield f"{key} is {sample.value}"
            if family.type == "histogram":
                labels = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
                steps.setdefault(labels, []).append(sample)
        for labels, samples in steps.items():
            buckets = [(float(s.labels["le"]), s.value) for s in samples if s.name.endswith("_bucket")]
            counts = [s.value for s in samples if s.name.endswith("_count")]
            sums = [s.value for s in samples if s.name.endswith("_sum")]
            if buckets != sorted(buckets) or sorted(v for _, v in buckets) != [v for _, v in buckets]:
                yield f"{family.name}{labels} does not rise: {buckets}"
            if len(counts) != 1 or len(sums) != 1 or buckets[-1] != (math.inf, counts[0]):
                yield f"{family.name}{labels} ends at {buckets[-1]}, with {counts} and {sums}"


wrong = list(problems(sys.stdin.read()))
print("\n".join(wrong), end="")
sys.exit(bool(wrong))
