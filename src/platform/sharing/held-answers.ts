import { LRUCache } from 'lru-cache';
import { Held, type Lasting } from './held.js';

/** There are any number of questions; the answers of the least recently asked ones are computed again. */
const MAX_QUESTIONS = 1000;

const SHARED_MS = 1000;
/** As for the whole fleet, an answer is shared for this multiple of the time that it took. */
const SHARED_TIMES = 32;

/**
 * Shares the answer to each question about the fleet, in this process; computes one at a time. So all callers together
 * cost about 3 % of one core of the database.
 */
export class HeldAnswers<Question, Answer extends object> {
  private readonly answers = new LRUCache<string, Held<Answer>>({ max: MAX_QUESTIONS });
  private last: Promise<unknown> = Promise.resolve();

  /** @param keyOf names the question: the same name, the same answer */
  constructor(
    private readonly make: (question: Question) => Promise<Answer>,
    private readonly keyOf: (question: Question) => string,
  ) {}

  readAnswer(question: Question): Promise<Answer> {
    const key = this.keyOf(question);
    const known = this.answers.get(key);
    if (known !== undefined) return known.readValue();
    const held = new Held(() => this.inTurn(question));
    this.answers.set(key, held);
    return held.readValue();
  }

  /** The next caller of each question computes a new answer. */
  dropAnswers(): void {
    this.answers.clear();
  }

  private inTurn(question: Question): Promise<Lasting<Answer>> {
    const turn = this.last.then(async () => {
      const begunAt = performance.now();
      const value = await this.make(question);
      return { value, validMs: Math.max(SHARED_MS, SHARED_TIMES * (performance.now() - begunAt)) };
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
