// Preloaded into the service: answers on a Unix socket for how long its event loop was blocked at most since the last
// question, and how much CPU time it used meanwhile. If that is less, it had to wait for a core.
import { createServer } from 'node:http';

const EVERY_MS = 2;
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
  response.end(JSON.stringify({ longestMs, longestCpuMs }));
  [longestMs, longestCpuMs] = [0, 0];
})
  .listen(process.env.EVENT_LOOP_MONITOR)
  .unref();
