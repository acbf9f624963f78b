// Which words two texts have in common, and which only one of them.

const MOST_CELLS = 4e6; // of the table of two texts; a longer middle counts as all changed

// Words and single marks, each with the white space behind it: together they are the text.
function diffTokens(text) {
  return text.match(/[\p{L}\p{N}\p{M}'’-]+\s*|[^\p{L}\p{N}\p{M}\s]\s*|\s+/gu) ?? [];
}

// Parts [kind, text] of what both have ("same", as after has it), and only before ("out") or after
// ("in"). Without "out" they are the text after; without "in" the words before. An "out" that
// touches an "in" stands first.
function diffWords(before, after) {
  const [old, now] = [diffTokens(before), diffTokens(after)];
  const same = (i, j) => old[i].trimEnd() === now[j].trimEnd();
  let start = 0;
  while (start < Math.min(old.length, now.length) && same(start, start)) start += 1;
  let ends = 0;
  while (
    ends < Math.min(old.length, now.length) - start &&
    same(old.length - 1 - ends, now.length - 1 - ends)
  ) ends += 1;
  const parts = [];
  const say = (kind, text) => {
    if (parts.at(-1)?.[0] === kind) parts.at(-1)[1] += text;
    else parts.push([kind, text]);
  };
  for (const token of now.slice(0, start)) say("same", token);
  diffMiddle(old.slice(start, old.length - ends), now.slice(start, now.length - ends), say);
  for (const token of now.slice(now.length - ends)) say("same", token);
  return parts;
}

// By the longest common subsequence.
function diffMiddle(old, now, say) {
  if (old.length * now.length > MOST_CELLS) {
    say("out", old.join(""));
    say("in", now.join(""));
    return;
  }
  const [before, after] = [old, now].map((tokens) => tokens.map((token) => token.trimEnd()));
  const width = now.length + 1;
  const lengths = commonLengths(before, after);
  let [i, j] = [0, 0];
  let [out, added] = ["", ""];
  const sayChange = () => {
    if (out) say("out", out);
    if (added) say("in", added);
    [out, added] = ["", ""];
  };
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && before[i] === after[j]) {
      sayChange();
      say("same", now[j]);
      [i, j] = [i + 1, j + 1];
    } else if (
      j === now.length ||
      (i < old.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])
    ) {
      out += old[i];
      i += 1;
    } else {
      added += now[j];
      j += 1;
    }
  }
  sayChange();
}

// At [i * (after.length + 1) + j] the length of that of before from i on and after from j on.
function commonLengths(before, after) {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = before[i] === after[j]
        ? lengths[(i + 1) * width + j + 1] + 1
        : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  return lengths;
}
