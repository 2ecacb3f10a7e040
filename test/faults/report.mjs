const COLUMNS = [
  ['fault', 'fault'],
  ['times', 'times injected'],
  ['requests', 'requests meanwhile'],
  ['refused', 'of these 503'],
  ['unanswered', 'unanswered'],
  ['lost', 'lost'],
  ['wronglyFailed', 'wrongly failed'],
  ['otherBreaches', 'other breaches'],
  ['recovery', 'recovery s: median, longest'],
];

/** One row for each fault, or for those that came together. */
export function tableOf(outcomes) {
  const byFault = Map.groupBy === undefined ? grouped(outcomes) : Map.groupBy(outcomes, ({ fault }) => fault);
  return [...byFault].map(([fault, those]) => {
    const sum = (value) => those.reduce((total, each) => total + value(each), 0);
    const breaches = (...promises) =>
      sum((each) => each.breaches.filter(({ promise }) => promises.includes(promise)).length);
    const times = those.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
    const seconds = (ms) => (ms / 1000).toFixed(1);
    return {
      fault,
      times: those.length,
      requests: sum(({ requests }) => requests),
      refused: sum(({ refused }) => refused),
      unanswered: sum(({ unanswered }) => unanswered),
      lost: breaches('kept'),
      wronglyFailed: breaches('blameless'),
      otherBreaches: sum(({ breaches }) => breaches.length) - breaches('kept', 'blameless'),
      recovery: `${seconds(times[Math.floor(times.length / 2)])}, ${seconds(times.at(-1))}`,
    };
  });
}

function grouped(outcomes) {
  const groups = new Map();
  for (const outcome of outcomes) groups.set(outcome.fault, [...(groups.get(outcome.fault) ?? []), outcome]);
  return groups;
}

/** As Markdown, as docs/reliability.md shows it. */
export function printTable(rows, { names, seeds }) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  const out = [
    `Schedules ${names}; ${seeds.length} run${seeds.length > 1 ? 's' : ''}, seeds ${seeds.join(', ')}\n\n`,
    line(COLUMNS.map(([, title]) => title)),
    line(COLUMNS.map(([, title]) => '-'.repeat(title.length))),
    ...rows.map((row) => line(COLUMNS.map(([key]) => row[key]))),
  ];
  process.stdout.write(out.join(''));
}
