// The service in a separate process, as `node dist/main.js` starts it, with its cost.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
/** The cost of sweeps, cleanups and probes is measured separately. */
const QUIET = {
  JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '2000000000',
  JOBSCHEDULER_WORKER_CLEANUP_INTERVAL_MS: '2000000000',
  JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
  JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES: '600',
};

/** Starts a program that reports its address. */
export async function startProgram(main, { args = [], env = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-service-'));
  const { PATH } = process.env;
  const child = spawn(process.execPath, [...args, main], {
    cwd: folder,
    env: { PATH, HOME: folder, NODE_ENV: 'production', SERVER_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  // A bench that failed stops nothing.
  process.once('exit', end);
  const ended = new Promise((resolve) => child.once('close', resolve));
  void ended.then(() => process.off('exit', end));
  let said = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said = (said + chunk).slice(-10_000);
      const [, address] = /Listening on (http:[^"\s]+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    void ended.then(() => reject(new Error(`It ended: ${said}`)));
  });
  return {
    url,
    api: `${url}/api/v1/worker-registration`,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param main the program; another one for a comparison with an earlier build */
export const startService = (databaseUrl, env = {}, main = MAIN) =>
  startProgram(main, { env: { DATABASE_URL: databaseUrl, ...QUIET, ...env } });

const TICKS_A_SECOND = 100;

async function statOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Seconds of CPU that a process has used. */
export async function cpuSeconds(pid) {
  const fields = await statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Seconds of CPU that a process and its children, which still run, have used. */
export async function familyCpuSeconds(pid) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map((each) =>
      statOf(each).then(
        (fields) => fields[1],
        () => undefined,
      ),
    ),
  );
  const family = [pid, ...pids.filter((_, index) => parents[index] === String(pid))];
  const used = await Promise.all(family.map(cpuSeconds));
  return used.reduce((sum, each) => sum + each, 0);
}

/** Seconds of CPU of all programs that this process has started and that have ended, such as loads. */
export async function endedCpuSeconds() {
  const fields = await statOf('self');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_A_SECOND;
}

/** MiB of memory that a process uses. */
export async function memoryMib(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}
