import { withDeadline } from './deadline.js';

const never = () => new Promise<never>(() => undefined);

describe('A deadline', () => {
  it('ends a wait that ignores its signal, with a TimeoutError', async () => {
    await expect(withDeadline({ ms: 1 }, never)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('ends a wait with the reason of the first aborted signal', async () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const wait = withDeadline({ ms: 60_000, signals: [one.signal, undefined, two.signal] }, never);
    two.abort(new Error('second'));
    one.abort(new Error('first'));
    await expect(wait).rejects.toThrow('second');
  });

  it('does not start if a signal is already aborted', async () => {
    const act = jest.fn(never);
    await expect(withDeadline({ signals: [AbortSignal.abort(new Error('over'))] }, act)).rejects.toThrow(
      'over',
    );
    expect(act).not.toHaveBeenCalled();
  });

  it('allows any number of waits for one signal', async () => {
    const [warned, control] = [jest.spyOn(process, 'emitWarning'), new AbortController()];
    const waits = Array.from({ length: 12 }, () => withDeadline({ signals: [control.signal] }, never));
    control.abort(new Error('over'));
    expect((await Promise.allSettled(waits)).every(({ status }) => status === 'rejected')).toBe(true);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const [add, remove] = [jest.spyOn(signal, 'addEventListener'), jest.spyOn(signal, 'removeEventListener')];
    expect(await withDeadline({ signals: [signal] }, () => Promise.resolve('done'))).toBe('done');
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls).toEqual(add.mock.calls.map((call) => call.slice(0, 2)));
  });
});
