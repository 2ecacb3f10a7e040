/** Words of an id: it is stored as four numbers of 32 bits. */
export const WORDS = 4;

const NONE = -1;
/** At most two thirds of the places are occupied, so that a search ends soon. */
const ROOM = 1.5;

/** Reads the text of an id into four numbers. */
export function readId(id: string, into: Uint32Array): void {
  let word = 0;
  let digits = 0;
  let value = 0;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    if (code === 45) continue;
    // Digits are 48 to 57, letters from 65 or 97.
    value = (value << 4) | (code < 58 ? code - 48 : (code & 31) + 9);
    digits += 1;
    if (digits % 8 === 0) {
      into[word] = value;
      word += 1;
      value = 0;
    }
  }
}

/** Writes four numbers as the text of an id. */
export function writeId(words: Uint32Array, from: number): string {
  let hex = '';
  for (let word = 0; word < WORDS; word += 1) hex += words[from + word]!.toString(16).padStart(8, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * A hash table from ids to the places of entries, in one typed array: a million objects would occupy the memory that the
 * requests need, and delay the collection of garbage.
 */
export class IdTable {
  private places: Int32Array;

  /** @param ids the words of the ids by entry; those of a larger array follow with {@link grow} */
  constructor(
    private ids: Uint32Array,
    capacity: number,
  ) {
    this.places = new Int32Array(sizeFor(capacity)).fill(NONE);
  }

  /** Returns the entry of an id; -1 if there is none. */
  find(id: Uint32Array): number {
    const mask = this.places.length - 1;
    for (let place = id[WORDS - 1]! & mask; ; place = (place + 1) & mask) {
      const entry = this.places[place]!;
      if (entry === NONE || this.isAt(entry, id)) return entry;
    }
  }

  /** Adds an entry, whose id is stored already and not in the table yet. */
  add(entry: number): void {
    const mask = this.places.length - 1;
    let place = this.home(entry) & mask;
    while (this.places[place] !== NONE) place = (place + 1) & mask;
    this.places[place] = entry;
  }

  /** Removes an entry, and moves those behind it that would not be found any longer. */
  remove(entry: number): void {
    const mask = this.places.length - 1;
    let hole = this.home(entry) & mask;
    while (this.places[hole] !== entry) hole = (hole + 1) & mask;
    for (let place = (hole + 1) & mask; this.places[place] !== NONE; place = (place + 1) & mask) {
      const home = this.home(this.places[place]!) & mask;
      // It may move to the hole unless its home lies behind the hole.
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      this.places[hole] = this.places[place]!;
      hole = place;
    }
    this.places[hole] = NONE;
  }

  /** Continues with larger arrays; all entries below the count are in the table. */
  grow(ids: Uint32Array, capacity: number, count: number): void {
    this.ids = ids;
    this.places = new Int32Array(sizeFor(capacity)).fill(NONE);
    for (let entry = 0; entry < count; entry += 1) this.add(entry);
  }

  get bytes(): number {
    return this.places.byteLength;
  }

  /** The last digits of an id are random. */
  private home(entry: number): number {
    return this.ids[entry * WORDS + WORDS - 1]!;
  }

  private isAt(entry: number, id: Uint32Array): boolean {
    const from = entry * WORDS;
    return (
      this.ids[from + 3] === id[3] &&
      this.ids[from + 2] === id[2] &&
      this.ids[from + 1] === id[1] &&
      this.ids[from] === id[0]
    );
  }
}

function sizeFor(capacity: number): number {
  let size = 16;
  while (size < capacity * ROOM) size *= 2;
  return size;
}
