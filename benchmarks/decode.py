"""What kortom is timed against: the same texts through a bare decoder. See throughput.py.

usage: decode.py VARIANT PROCESSES THREADS WORK.json, as throughput.py does; prints its seconds.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Batch = dict[str, Any]
"""texts; pieces, with the end of sentence; limit: output tokens at most."""


def plain_loop(work: dict[str, Any], threads: int) -> Callable[[Batch], object]:
    """`generate` on one text at a time, as it stands in every introduction."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(threads)
    tokenizer = MarianTokenizer.from_pretrained(work["checkpoint"])
    model: Any = MarianMTModel.from_pretrained(work["checkpoint"], dtype=torch.float32)

    def decode(batch: Batch) -> list[str]:
        texts = []
        for text in batch["texts"]:
            inputs = tokenizer(text, return_tensors="pt")
            output = model.generate(
                **inputs, num_beams=work["beam_size"], max_new_tokens=batch["limit"]
            )
            texts.append(tokenizer.decode(output[0], skip_special_tokens=True))
        return texts

    return decode


def transformers_batched(work: dict[str, Any], threads: int) -> Callable[[Batch], object]:
    """`generate` on batches of ids."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(threads)
    tokenizer = MarianTokenizer.from_pretrained(work["checkpoint"])
    model: Any = MarianMTModel.from_pretrained(work["checkpoint"], dtype=torch.float32)
    model.generation_config.update(
        num_beams=work["beam_size"],
        length_penalty=work["length_penalty"],
        early_stopping=True,
        max_length=None,
        forced_eos_token_id=None,
    )

    def decode(batch: Batch) -> object:
        ids = [tokenizer.convert_tokens_to_ids(pieces) for pieces in batch["pieces"]]
        longest = max(map(len, ids))
        padded = [row + [tokenizer.pad_token_id] * (longest - len(row)) for row in ids]
        mask = [[1] * len(row) + [0] * (longest - len(row)) for row in ids]
        with torch.inference_mode():
            return model.generate(
                input_ids=torch.tensor(padded),
                attention_mask=torch.tensor(mask),
                max_new_tokens=batch["limit"],
            )

    return decode


def raw_ctranslate2(work: dict[str, Any], threads: int) -> Callable[[Batch], object]:
    """`translate_batch` on batches of pieces."""
    import ctranslate2

    translator = ctranslate2.Translator(
        work["converted"],
        compute_type=work["dtype"],
        inter_threads=1,
        intra_threads=threads,
    )

    def decode(batch: Batch) -> object:
        return translator.translate_batch(
            batch["pieces"],
            max_batch_size=0,
            max_input_length=0,
            max_decoding_length=batch["limit"],
            min_decoding_length=0,
            beam_size=work["beam_size"],
            length_penalty=work["length_penalty"],
            return_end_token=True,
        )

    return decode


VARIANTS = {
    "loop": plain_loop,
    "transformers": transformers_batched,
    "ctranslate2": raw_ctranslate2,
}


def _process(variant: str, threads: int, path: str, ready: Any, following: Any, times: Any) -> None:
    """Load, wait for the others, then take batches as long as there are any."""
    work = json.loads(Path(path).read_text(encoding="utf-8"))
    decode = VARIANTS[variant](work, threads)
    ready.wait()
    started = time.monotonic()
    while True:
        with following.get_lock():
            number = following.value
            following.value += 1
        if number >= len(work["batches"]):
            break
        decode(work["batches"][number])
    times.put((started, time.monotonic()))


def main(variant: str, processes: int, threads: int, path: str) -> None:
    """Print the seconds from the first start to the last end, model loading apart."""
    from kortom.environment import prepare_environment

    prepare_environment()
    context = multiprocessing.get_context("spawn")
    ready, following, times = context.Barrier(processes), context.Value("q", 0), context.Queue()
    arguments = (variant, threads, path, ready, following, times)
    workers = [context.Process(target=_process, args=arguments) for _ in range(processes)]
    for worker in workers:
        worker.start()
    spans = [times.get() for _ in workers]
    for worker in workers:
        worker.join()
    print(max(end for _, end in spans) - min(start for start, _ in spans))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
