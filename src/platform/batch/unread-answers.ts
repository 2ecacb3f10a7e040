import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { AnswerStream } from './answer-stream.js';

/** An answer may be twice as large as its request, and so may take twice as long. */
const TIMES_REQUEST = 2;

/** Limits what this process holds of answers to batches until their clients read them. */
@Injectable()
export class UnreadAnswers {
  private readonly answers = new Set<AnswerStream>();
  private readonly bytesLimit: number;
  private readonly readMs: number;

  constructor(@Inject(SETTINGS) { server }: Settings) {
    this.bytesLimit = server.batchLimitMib * 1024 * 1024 * TIMES_REQUEST;
    this.readMs = server.requestTimeoutSeconds * 1000 * TIMES_REQUEST;
  }

  openAnswer(): AnswerStream {
    const answer = new AnswerStream((growing, bytes) => this.makeRoom(growing, bytes), this.readMs);
    this.answers.add(answer);
    answer.once('close', () => this.answers.delete(answer));
    return answer;
  }

  /** Drops answers of other clients, the one that was left unread for longest first, until there is room. */
  private makeRoom(growing: AnswerStream, bytes: number): void {
    const held = [...this.answers].filter(({ readableLength }) => readableLength > 0);
    let total = held.reduce((sum, { readableLength }) => sum + readableLength, bytes);
    if (total <= this.bytesLimit) return;
    const slow = held.filter((each) => each !== growing && each.unreadMs > 0);
    for (const each of slow.sort((a, b) => b.unreadMs - a.unreadMs)) {
      if (total <= this.bytesLimit) return;
      total -= each.readableLength;
      each.dropUnread();
    }
  }
}
