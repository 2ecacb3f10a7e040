/** The progress of a run, on a terminal; nothing elsewhere. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

/** Shows a bar with rate and time left on standard error, if that is a terminal. */
export async function startProgress(total: number): Promise<Progress> {
  if (!process.stderr.isTTY || total === 0) return { update: () => undefined, stop: () => undefined };
  const { SingleBar } = await import('cli-progress');
  const began = performance.now();
  const bar = new SingleBar({
    format: '{bar} {percentage} % | {value} of {total} | {rate} per second | {eta_formatted} left',
    stream: process.stderr,
    hideCursor: true,
    barsize: 30,
    etaBuffer: 20,
  });
  bar.start(total, 0, { rate: '-' });
  return {
    update: (done) => {
      const rate = Math.round(done / Math.max(0.001, (performance.now() - began) / 1000));
      bar.update(done, { rate });
    },
    stop: () => bar.stop(),
  };
}
