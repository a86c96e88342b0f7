#!/usr/bin/env bash
# A small skill, taught and measured: English dates written as YYYY-MM-DD.
#
#     docs/examples/dates/run.sh MODEL OUT [options of `gpt-studio train`]
#
# MODEL is SmolLM2-135M-Instruct in any format (docs/evaluation.md says how to get it). OUT is a new folder: the data,
# the run, and what the model answered before and after. ITEMS=10 asks fewer of the 100 held-out dates.
set -euo pipefail

model=${1:?the model: a file or a folder}
out=${2:?a new folder for data, run and answers}
shift 2
studio=${GPT_STUDIO:-gpt-studio}

$studio sample-data dates "$out/data" --count 500 --seed 0

echo "before:"
$studio evaluate "$model" --task dates --limit "${ITEMS:-100}" --dtype float32 | tee "$out/before.txt"

begun=$SECONDS
$studio train --model "$model" --data "$out/data/train.jsonl" --run "$out/run" \
    --method lora --mask-prompt --steps 60 --minutes 14 --batch 2 --context 280 --lr 1e-3 --warmup 5 \
    --val-fraction 0.04 --eval-every 20 --seed 0 "$@"
seconds=$((SECONDS - begun))

echo "after:"
$studio evaluate "$out/run" --task dates --limit "${ITEMS:-100}" --dtype float32 | tee "$out/after.txt"

printf '\n%-16s%12s%12s\n' "" before after
for metric in exact_match contains token_accuracy perplexity; do
    printf '%-16s%12s%12s\n' "$metric" \
        "$(awk -v m=$metric '$1 == m { print $2 }' "$out/before.txt")" \
        "$(awk -v m=$metric '$1 == m { print $2 }' "$out/after.txt")"
done
echo "trained in $((seconds / 60)) min $((seconds % 60)) s"
