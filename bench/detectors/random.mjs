// Seeded random numbers: the same parts yield the same numbers on every machine.

/** Hashes text into four 32-bit words (FNV-1a, then a mix for each word). */
function wordsOf(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return [1, 2, 3, 4].map((word) => {
    let mixed = Math.imul(hash ^ (word * 0x9e3779b9), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  });
}

/**
 * Returns a function that returns numbers from 0 to 1 (the generator sfc32).
 * @param parts what the numbers are for, such as a seed, a worker and a purpose
 */
export function randomOf(...parts) {
  let [a, b, c, counter] = wordsOf(parts.join('/'));
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let index = 0; index < 12; index += 1) next();
  return next;
}

/** Returns a random time until the next of events that happen independently of each other. */
export const exponential = (random, mean) => -mean * Math.log(1 - random());

/**
 * Returns a random length with a fat tail, within bounds: most are near the shortest, a few near the longest (a bounded
 * Pareto distribution). The smaller `alpha`, the fatter the tail.
 */
export function fatTailed(random, { shortest, longest, alpha }) {
  const ratio = (shortest / longest) ** alpha;
  return shortest / (1 - random() * (1 - ratio)) ** (1 / alpha);
}
