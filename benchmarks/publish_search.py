"""Sections of the published page on searching and answering open question sets."""

from __future__ import annotations

from publish_parts import Results, estimate, made, share, table

_BUSY = 2.0
"""Above this load of two cores times say more about the other work than about a search."""


def answering(results: Results) -> str:
    """Right answers and refusals on a public set."""
    found = results["figures"]
    names = {
        "contains": "answer contained",
        "f1": "F1",
        "exact": "exact",
        "first_hit_holds": "first hit holds the answer's passage",
        "first_read_holds": "passage that is read first holds it",
        "refused_without": "refused, without the article that answers",
        "wrongly_refused": "wrongly refused, with it",
        "verified": "citations verified",
    }
    rows = [[words, estimate(found[name])] for name, words in names.items() if name in found]
    rows += [["calibration error", share(found["calibration_error"])]]
    others = [
        [row["threshold"], *(share(row[n]) for n in ("contains", "refused_without",
                                                      "wrongly_refused"))]
        for row in results["by_threshold"]
    ]  # fmt: skip
    head = ["threshold", "answer contained", "refused without", "wrongly refused"]
    return (
        "## Open questions on JaQuAD\n\n"
        + made(
            results,
            "python benchmarks/bench_answering.py jaquad/dev --also-index jaquad/train"
            f" --questions {results['questions']}",
        )
        + f"\n{results['questions']:,} of the {results['of']:,} dev questions, over the"
        f" {results['passages']:,} passages of dev and train; threshold {found['threshold']}."
        " The calibration error is that of the answers given, with and without the article.\n\n"
        + table(["", "value (95 % interval)"], rows)
        + "\nOther thresholds:\n\n"
        + table(head, others)
    )


def table_qa(results: Results) -> str:
    """Values of cells of securities reports."""
    found = results["figures"]
    names = {
        "value": "value right",
        "table": "cited row stands in the gold table",
        "refused": f"refused at threshold {results['threshold']}",
        "value_where_answered": "value right, where answered",
    }
    others = results["others"]
    rows = [[words, estimate(found[name]), estimate(others[name])] for name, words in names.items()]
    return (
        "## Cells of securities reports\n\n"
        + made(results, "python benchmarks/bench_table_qa.py NTCIR18_U4/table_qa/valid")
        + f"\n{results['questions']:,} of {results['of']:,} questions of the valid set of NTCIR-18"
        f" U4 table QA over {results['reports']} reports ({results['passages']:,} passages); each"
        f" names its report, which alone is searched. {' '.join(results['notes'])}. `ask` p50"
        f" {found['ask']['p50_ms']} ms, p95 {found['ask']['p95_ms']} ms.\n\n"
        + table(["", "all (95 % interval)", "without the reports fitted on"], rows)
        + f"\nThe ranking was fitted on questions about {' and '.join(results['fitted'])};"
        f" {others['questions']:,} questions are about the others. A value counts however unsure"
        " the answer is; one that stays below the threshold is not given to a user.\n"
    )


def across(results: Results) -> str:
    """Questions in one language, reports in another."""
    variants: Results = results["variants"]
    relations = [name for name in variants["as it is"] if name != "all"]
    counts = {name: found["questions"] for name, found in variants["as it is"].items()}
    head = ["question-report", "questions", "search", "recall@1", "recall@5", "recall@40"]
    rows = [
        [relation if first else "", f"{counts[relation]:,}" if first else "", name,
         *(estimate(found[relation][f"recall@{k}"]) for k in (1, 5, 40))]
        for relation in [*relations, "all"]
        for first, (name, found) in zip([True, *[False] * len(variants)], variants.items(),
                                        strict=False)
    ]  # fmt: skip
    return (
        "## Search across languages\n\n"
        + made(results, "python benchmarks/bench_across.py --data COLLECTION")
        + f"\n{counts['all']:,} questions of the written reports that no training has seen, over"
        f" all {results['documents']} of them ({results['passages']:,} passages). Many questions"
        " name no report, and other passages may answer them as well, so the figures are for"
        " comparing. What share of the trained changes is taken, and two weights of the ranking,"
        " were chosen on a quarter of these questions.\n\n" + table(head, rows)
    )


def retrieval(results: Results) -> str:
    """Weights of the dense leg."""
    rows = [
        [
            {"0": "0 (words alone)", "1": "1 (vectors alone)"}.get(weight, weight),
            *(estimate(found[m]) for m in ("recall@1", "recall@5", "mrr@10")),
            found["search"]["p50_ms"],
            found["search"]["p95_ms"],
        ]
        for weight, found in results["by_dense_weight"].items()
    ]
    head = ["dense weight", "recall@1", "recall@5", "mrr@10", "p50 ms", "p95 ms"]
    return (
        "## Retrieval on JaQuAD\n\n"
        + made(results, "python benchmarks/bench_retrieval.py jaquad/dev --also-index jaquad/train")
        + f"\n{results['questions']:,} dev questions over the {results['passages']:,} passages of"
        " dev and train, ingested into a collection and searched as users search; 95 % bootstrap"
        " intervals. The default weight within one language is 0.5.\n\n" + table(head, rows)
    )


def peers(results: Results) -> str:
    """Other libraries over the same texts."""
    names = {
        "gold": "The answerable questions of `corpus/gold.jsonl` over the sample reports",
        "jaquad": "Questions of JaQuAD dev and passages of dev and train, both drawn by chance",
    }
    options = {
        "gold": "--gold corpus/gold.jsonl --data .demo",
        "jaquad": "--jaquad JAQUAD/dev --also JAQUAD/train",
    }
    peers = ", ".join(f"{name} {version}" for name, version in results["peers"].items())
    parts = [
        "## Beside other search libraries\n\n"
        + made(
            results,
            " ".join(["python benchmarks/bench_peers.py", *(options[s] for s in results["sets"])]),
        )
        + f"\n{peers}. Everybody embeds with the model of shutten (through wrappers of ours, which"
        " also cut no text off) and has its defaults otherwise; `hybrid` of haystack joins two"
        " retrievers by rank, `fusion` of LlamaIndex is its reciprocal rank fusion, without"
        " further queries. MRR@10 less that of shutten is of pairs, question by question. Indexing"
        " is without encoding; a search embeds its question. The libraries keep everything in"
        " memory, shutten on the disk; reading PDF and answering play no part here. A page of which"
        " several texts are found takes several places. The weights of shutten were chosen on the"
        " sample questions, which flatters it there. Compare the rankings of one set, not products,"
        " and no figures between sets.\n"
    ]
    for name, found in results["sets"].items():
        parts.append(f"\n{names[name]}: {_peer_set(found)}")
    return "".join(parts)


def _peer_set(found: Results) -> str:
    texts = " and ".join(
        f"{count:,} {way} ({found['characters'][way]:,} characters)"
        for way, count in found["texts"].items()
    )
    rows = [
        [row["system"], row["texts"],
         *(estimate(row[m]) for m in ("recall@1", "recall@5", "mrr@10")),
         _difference(row.get("mrr@10_less_shutten"))]
        for row in found["rows"]
    ]  # fmt: skip
    head = ["", "texts", "recall@1", "recall@5", "mrr@10", "less shutten"]
    if found["load"] > _BUSY:
        times = "times were taken beside other work and are left out"
    else:
        head += ["index s", "p50 ms"]
        for line, row in zip(rows, found["rows"], strict=True):
            line += ["–" if row["index_s"] is None else row["index_s"], row["search"]["p50_ms"]]
        times = f"encoding {found['encoded']:,} texts took {found['encoding_s']} s"
    return f"{found['questions']:,} questions, {texts}; {times}.\n\n" + table(head, rows)


def _difference(found: Results | None) -> str:
    if found is None:
        return "–"
    low, high = found["interval"]
    return f"{found['value']:+.3f} ({low:+.3f} to {high:+.3f})"
