import { PassThrough } from 'node:stream';
import { confirm } from './confirm.js';

describe('A question on a terminal', () => {
  it.each([
    ['y\n', undefined],
    ['\n', 'Nothing was changed.'],
    ['\x04', 'Nothing was changed.'],
  ])('answered by %j', async (typed, refusal) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    const replaced = [
      jest.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as never),
      jest.spyOn(process, 'stderr', 'get').mockReturnValue(stderr as never),
    ];
    stdin.write(typed);
    const message = await confirm('Drain w?', undefined).catch((error: Error) => error.message);
    for (const each of replaced) each.mockRestore();
    expect(message).toBe(refusal);
  });
});
