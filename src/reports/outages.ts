/** A time in which no instance accepted heartbeats. */
export interface Outage {
  readonly began: Date;
  readonly ended: Date;
}

/** The outages for a statement that leaves them out: their times in seconds since 1970, and the seconds of outages before each. */
export interface OutageClock {
  readonly times: readonly number[];
  readonly before: readonly number[];
}

const secondsOf = (time: Date): number => time.getTime() / 1000;

export const lengthOf = ({ began, ended }: Outage): number => secondsOf(ended) - secondsOf(began);

/** @param outages in order, none of which overlap */
export function outageClock(outages: readonly Outage[]): OutageClock {
  const [times, before]: [number[], number[]] = [[], []];
  let passed = 0;
  for (const outage of outages) {
    times.push(secondsOf(outage.began), secondsOf(outage.ended));
    before.push(passed, (passed += lengthOf(outage)));
  }
  return { times, before };
}

/** Returns the longest outages, in order. */
export const longestOutages = (outages: readonly Outage[], most: number): Outage[] =>
  [...outages]
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, most)
    .sort((a, b) => a.began.getTime() - b.began.getTime());
