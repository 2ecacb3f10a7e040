// Many readers of /events/stream, and the delay of each event to each of them.
//
// A separate process: reads its orders from standard input, prints `ready` when all are connected. Answers each input
// line with what was read since: delays in ms from when the transaction of an event began.
import { Agent, get } from 'node:http';
import { createInterface } from 'node:readline';

const AT = /"at":"([^"]+)"/g;
const BLOCK = /^data: \{"seq"/gm;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { url, readers } = JSON.parse((await lines.next()).value);
const agent = new Agent({ keepAlive: true, maxSockets: readers });
let delays = [];
const counts = Array.from({ length: readers }, () => 0);
let ended = 0;

function read(index) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`Refused: ${response.statusCode}`));
      let rest = '';
      response.setEncoding('utf8').on('data', (text) => {
        const end = (rest + text).lastIndexOf('\n\n');
        const whole = (rest + text).slice(0, end + 1);
        rest = (rest + text).slice(end + 1);
        const events = whole.match(BLOCK)?.length ?? 0;
        if (events === 0) return;
        counts[index] += events;
        const now = Date.now();
        for (const line of whole.split('\n'))
          if (line.startsWith('data: {"seq"')) delays.push(now - Date.parse(line.match(AT)[0].slice(6, -1)));
      });
      response.once('close', () => (ended += 1));
      resolve();
    });
    request.once('error', reject);
  });
}

await Promise.all(counts.map((_, index) => read(index)));
process.stdout.write('ready\n');
for await (const _ of lines) {
  delays.sort((a, b) => a - b);
  const at = (share) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0;
  const [p50Ms, p99Ms, maxMs] = [at(0.5), at(0.99), at(1)];
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  process.stdout.write(`${JSON.stringify({ p50Ms, p99Ms, maxMs, least, most, ended })}\n`);
  delays = [];
}
process.exit(0);
