import { once } from 'node:events';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSettings } from '../config/load-settings.js';
import type { AnswerStream } from './answer-stream.js';
import { UnreadAnswers } from './unread-answers.js';

const MIB = 1024 * 1024;
const part = (size: number): Buffer => Buffer.alloc(size, 'x');

/** Answers of a process that may hold 2 MiB of them. */
const unreadAnswers = (): UnreadAnswers =>
  new UnreadAnswers(loadSettings({ overrides: { 'server.batch-limit-mib': 1 } }));

/** Returns an answer that has begun with a part of a size, and is not complete. */
const begun = async (answers: UnreadAnswers, size: number): Promise<AnswerStream> => {
  const answer = answers.openAnswer();
  answer.append(part(size), true);
  await answer.readyWhile(new Promise(() => undefined));
  return answer;
};

describe('The answer to a batch', () => {
  it('has a length if it is complete before it is large', async () => {
    const answer = unreadAnswers().openAnswer();
    const written = async (): Promise<void> => {
      answer.append(part(1000), true);
      answer.append(part(500), true);
      answer.complete();
    };
    expect(await answer.readyWhile(written())).toBe(1500);
    answer.destroy();
  });

  it('holds no part that the client has read, while it grows', async () => {
    const answer = await begun(unreadAnswers(), MIB);
    let received = 0;
    answer.on('data', ({ length }: Buffer) => (received += length));
    const held: number[] = [];
    for (let growth = 0; growth < 20; growth += 1) {
      answer.append(part(MIB), true);
      await nextTurn();
      held.push(answer.readableLength);
    }
    expect(Math.max(...held)).toBe(0);
    expect(received).toBe(21 * MIB);
    answer.destroy();
  });

  it('waits with a status that may change', async () => {
    const answer = unreadAnswers().openAnswer();
    let isReady = false;
    const ready = answer.readyWhile(Promise.reject(new Error('unavailable'))).finally(() => (isReady = true));
    answer.append(part(MIB), false);
    expect(isReady).toBe(false);
    await expect(ready).rejects.toThrow('unavailable');
    expect(answer.destroyed).toBe(true);
  });

  it('ends with its connection if the rest cannot be written', async () => {
    const answer = unreadAnswers().openAnswer();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<void>((_, reject) => (fail = reject));
    answer.append(part(MIB), true);
    await answer.readyWhile(work);
    fail(new Error('broken'));
    const [error] = (await once(answer, 'error')) as [Error];
    expect(error.message).toBe('broken');
  });
});

describe('A client that does not read its answer', () => {
  it('loses it after twice the time of a request', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const answer = await begun(unreadAnswers(), MIB);
      answer.complete();
      mock.timers.tick(119_999);
      const before = answer.destroyed;
      mock.timers.tick(1);
      expect([before, answer.destroyed]).toEqual([false, true]);
    } finally {
      mock.timers.reset();
    }
  });

  it('loses it when answers need the room, before those that are read, and never for its own', async () => {
    const answers = unreadAnswers();
    const [oldest, read, growing] = [
      await begun(answers, MIB),
      await begun(answers, 0.75 * MIB),
      await begun(answers, 0.25 * MIB),
    ];
    read.once('data', () => read.pause());
    read.append(part(0.5 * MIB), true);
    await once(read, 'pause');
    growing.append(part(MIB), true);
    expect([oldest, read, growing].map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
    growing.append(part(8 * MIB), true);
    expect([read, growing].map(({ destroyed }) => destroyed)).toEqual([true, false]);
    growing.destroy();
  });
});
