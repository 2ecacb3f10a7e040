// Preloaded into the service: answers on a Unix socket for how long its event loop was blocked since the last question, at most
// and at the 99th percentile, and how much CPU time it used in the longest time. If that is less, it had to wait for a core.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const EVERY_MS = 2;
const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
let [longestMs, longestCpuMs] = [0, 0];
let [at, cpu] = [performance.now(), process.cpuUsage()];
setInterval(() => {
  const now = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  longestMs = Math.max(longestMs, now - at - EVERY_MS);
  if (now - at > 20) longestCpuMs = Math.max(longestCpuMs, (user + system) / 1000);
  [at, cpu] = [now, process.cpuUsage()];
}, EVERY_MS).unref();

createServer((_request, response) => {
  response.end(JSON.stringify({ longestMs, longestCpuMs, p99Ms: delays.percentile(99) / 1e6 }));
  [longestMs, longestCpuMs] = [0, 0];
  delays.reset();
})
  .listen(process.env.EVENT_LOOP_MONITOR)
  .unref();
