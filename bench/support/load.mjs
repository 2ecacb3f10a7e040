// Load from a separate process: wrk, which leaves most of its core to the others.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Counts statuses and prints a report that JavaScript can read. */
const REPORT = `
local statuses = {}
local threads = {}
function setup(thread) table.insert(threads, thread) end
function response(status) answered = answered or {}; answered[status] = (answered[status] or 0) + 1; last = answered end
function done(summary, latency)
  local total = {}
  for _, thread in ipairs(threads) do
    local of = thread:get("last") or {}
    for status, count in pairs(of) do total[status] = (total[status] or 0) + count end
  end
  local parts = {}
  for status, count in pairs(total) do table.insert(parts, string.format('"%d":%d', status, count)) end
  local tookMs = 0
  for _, thread in ipairs(threads) do tookMs = math.max(tookMs, thread:get("tookMs") or 0) end
  io.write(string.format('REPORT {"requests":%d,"seconds":%f,"tookMs":%f,"p50Ms":%f,"p99Ms":%f,"maxMs":%f,"errors":%d,"statuses":{%s}}\\n',
    summary.requests, summary.duration / 1e6, tookMs, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout, table.concat(parts, ",")))
end
`;

/**
 * Sends requests for `seconds`. \`script\` is Lua: it defines \`request()\`, with the lines of \`lines\` in a table
 * of that name; it may set `tookMs`. @returns requests per second, latencies in ms, and the number of responses by status
 */
export async function load(url, { connections, seconds, script, lines = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-load-'));
  const [program, data] = [join(folder, 'load.lua'), join(folder, 'lines.txt')];
  await writeFile(data, lines.join('\n'));
  await writeFile(
    program,
    `lines = {}\nfor line in io.lines(${JSON.stringify(data)}) do lines[#lines + 1] = line end\n${REPORT}\n${script}`,
  );
  try {
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', program, url];
    const { stdout } = await promisify(execFile)('wrk', args);
    const report = JSON.parse(/REPORT (.*)/.exec(stdout)[1]);
    const bad = Object.entries(report.statuses).filter(([status]) => Number(status) >= 300);
    return { ...report, rate: report.requests / report.seconds, bad };
  } catch (error) {
    if (error.code === 'ENOENT')
      throw new Error('wrk is not installed: apt-get install wrk', { cause: error });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
